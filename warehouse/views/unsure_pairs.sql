-- Which pairs of claims wait for a reviewer's verdict, and which of them are worth most?
-- Grain: one row a match that is unsure and not reviewed, most valuable first.
-- Example: What is most worth a reviewer’s minute?
--   SELECT left_wording, right_wording, round(score, 1) AS score, joined
--   FROM unsure_pairs
--   ORDER BY unsure_pairs.value DESC, match_id
--   LIMIT 2
CREATE OR REPLACE VIEW unsure_pairs AS
WITH sizes AS (
    SELECT group_id, count(*) AS tellings FROM group_claims GROUP BY group_id
)
SELECT
    m.match_id,
    l.story_id,
    m.score,
    m.reason,
    -- One bit for a pair of two single tellings scored .5; more where the verdict brings more tellings together.
    CASE WHEN l.group_id = r.group_id THEN 0 ELSE 4 * m.score * (1 - m.score) END
        * log2(1 + ours.tellings * theirs.tellings) AS value,
    l.group_id = r.group_id AS joined,
    l.claim_id AS left_claim_id,
    l.outlet_id AS left_outlet_id,
    l.outlet AS left_outlet,
    l.speaker AS left_speaker,
    l.wording AS left_wording,
    l.url AS left_url,
    r.claim_id AS right_claim_id,
    r.outlet_id AS right_outlet_id,
    r.outlet AS right_outlet,
    r.speaker AS right_speaker,
    r.wording AS right_wording,
    r.url AS right_url,
    l.synthetic OR r.synthetic AS synthetic
FROM matches AS m
JOIN stg_tellings AS l ON l.claim_id = m.left_claim_id
JOIN stg_tellings AS r ON r.claim_id = m.right_claim_id
JOIN sizes AS ours ON ours.group_id = l.group_id
JOIN sizes AS theirs ON theirs.group_id = r.group_id
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
