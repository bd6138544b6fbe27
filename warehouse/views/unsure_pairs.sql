-- Which pairs of claims wait for a reviewer's verdict, and which of them are worth most?
-- Grain: one row a match that is unsure and not reviewed, most valuable first.
-- Example: What is most worth a reviewer’s minute?
--   SELECT left_wording, right_wording, round(score, 1) AS score, joined
--   FROM unsure_pairs
--   ORDER BY unsure_pairs.value DESC, match_id
--   LIMIT 2
CREATE OR REPLACE VIEW unsure_pairs AS
-- Of groups of one telling none needs to be counted.
WITH sizes AS (
    SELECT group_id, count(*) + 1 AS tellings FROM group_claims WHERE position > 0 GROUP BY group_id
)
SELECT
    m.match_id,
    g.story_id,
    m.score,
    m.reason,
    -- One bit for a pair of two single tellings scored .5; more where the verdict brings more tellings together.
    CASE WHEN ours.group_id = theirs.group_id THEN 0 ELSE 4 * m.score * (1 - m.score) END
        * log2(1 + coalesce(our_size.tellings, 1) * coalesce(their_size.tellings, 1)) AS value,
    ours.group_id = theirs.group_id AS joined,
    l.claim_id AS left_claim_id,
    left_version.outlet_id AS left_outlet_id,
    left_version.outlet AS left_outlet,
    left_speaker.name AS left_speaker,
    l.wording AS left_wording,
    left_version.url AS left_url,
    r.claim_id AS right_claim_id,
    right_version.outlet_id AS right_outlet_id,
    right_version.outlet AS right_outlet,
    right_speaker.name AS right_speaker,
    r.wording AS right_wording,
    right_version.url AS right_url,
    left_version.synthetic OR right_version.synthetic AS synthetic
FROM matches AS m
JOIN claims AS l ON l.claim_id = m.left_claim_id
JOIN claims AS r ON r.claim_id = m.right_claim_id
JOIN stg_latest_versions AS left_version ON left_version.version_id = l.version_id
JOIN stg_latest_versions AS right_version ON right_version.version_id = r.version_id
JOIN group_claims AS ours ON ours.claim_id = m.left_claim_id
JOIN group_claims AS theirs ON theirs.claim_id = m.right_claim_id
JOIN claim_groups AS g ON g.group_id = ours.group_id
-- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
LEFT JOIN hops AS left_speaker
    ON left_speaker.claim_id = m.left_claim_id AND left_speaker.position = 0 AND left_speaker.role = 'speaker'
LEFT JOIN hops AS right_speaker
    ON right_speaker.claim_id = m.right_claim_id AND right_speaker.position = 0 AND right_speaker.role = 'speaker'
LEFT JOIN sizes AS our_size ON our_size.group_id = ours.group_id
LEFT JOIN sizes AS their_size ON their_size.group_id = theirs.group_id
WHERE m.verdict = 'unsure' AND NOT coalesce(m.reviewed, false)
ORDER BY value DESC, m.score DESC, m.match_id;

COMMENT ON VIEW unsure_pairs IS 'Which pairs of claims wait for a reviewer''s verdict, and which of them are worth most? One row a match that is unsure and not reviewed; `sayso review` takes them in this order.';
COMMENT ON COLUMN unsure_pairs.match_id IS 'The match: `sayso review MATCH_ID same` sets its verdict.';
COMMENT ON COLUMN unsure_pairs.story_id IS 'The story of the left claim.';
COMMENT ON COLUMN unsure_pairs.score IS 'How surely both are the same claim, 0 to 1.';
COMMENT ON COLUMN unsure_pairs.reason IS 'Why, in one sentence.';
COMMENT ON COLUMN unsure_pairs.value IS 'How much a verdict decides: how uncertain the score is (1 at .5), times log2 of 1 plus the pairs of tellings that it brings together; 0 where they are together already.';
COMMENT ON COLUMN unsure_pairs.joined IS 'True where both are in one claim group all the same, by other matches.';
COMMENT ON COLUMN unsure_pairs.left_claim_id IS 'The claim with the smaller id.';
COMMENT ON COLUMN unsure_pairs.left_outlet_id IS 'The outlet that makes it.';
COMMENT ON COLUMN unsure_pairs.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN unsure_pairs.left_speaker IS 'Who says it there; NULL where nobody is named.';
COMMENT ON COLUMN unsure_pairs.left_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN unsure_pairs.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN unsure_pairs.right_claim_id IS 'The claim with the greater id.';
COMMENT ON COLUMN unsure_pairs.right_outlet_id IS 'The outlet that makes it.';
COMMENT ON COLUMN unsure_pairs.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN unsure_pairs.right_speaker IS 'Who says it there; NULL where nobody is named.';
COMMENT ON COLUMN unsure_pairs.right_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN unsure_pairs.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN unsure_pairs.synthetic IS 'True where one of the articles or outlets is no real one.';
