-- Where does one telling deny what another affirms, or state what another only thinks possible?
-- Grain: one row a negation or hedge that a claim group's canonical telling has and another has not, or the other way round.
-- Example: Which "not" or "may" came or went between outlets?
--   SELECT what, left_outlet, left_passage, right_outlet, right_passage
--   FROM negations_and_hedges
--   ORDER BY what, left_claim_id, right_claim_id
CREATE OR REPLACE VIEW negations_and_hedges AS
WITH weakened AS (
    SELECT claim_id, string_agg(text, ', ' ORDER BY position) AS hedges FROM hedges GROUP BY claim_id
)
SELECT
    c.story_id,
    c.group_id,
    CASE c.kind WHEN 'polarity' THEN 'negation' ELSE 'hedge' END AS what,
    c.left_outlet_id,
    c.left_outlet,
    c.left_text AS left_passage,
    left_weakened.hedges AS left_hedges,
    c.left_url,
    c.left_published,
    c.right_outlet_id,
    c.right_outlet,
    c.right_text AS right_passage,
    right_weakened.hedges AS right_hedges,
    c.right_url,
    c.right_published,
    c.left_claim_id,
    c.right_claim_id,
    c.synthetic
FROM stg_telling_changes AS c
LEFT JOIN weakened AS left_weakened ON left_weakened.claim_id = c.left_claim_id
LEFT JOIN weakened AS right_weakened ON right_weakened.claim_id = c.right_claim_id
WHERE c.kind IN ('polarity', 'hedge');

COMMENT ON VIEW negations_and_hedges IS 'Where does one telling deny what another affirms, or state what another only thinks possible? One row a negation or hedge that a claim group''s canonical telling has and another has not, or the other way round.';
COMMENT ON COLUMN negations_and_hedges.story_id IS 'The story.';
COMMENT ON COLUMN negations_and_hedges.group_id IS 'The claim group.';
COMMENT ON COLUMN negations_and_hedges.what IS 'negation or hedge.';
COMMENT ON COLUMN negations_and_hedges.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN negations_and_hedges.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN negations_and_hedges.left_passage IS 'The words there.';
COMMENT ON COLUMN negations_and_hedges.left_hedges IS 'The words that weaken the claim there; NULL where none do.';
COMMENT ON COLUMN negations_and_hedges.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN negations_and_hedges.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN negations_and_hedges.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN negations_and_hedges.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN negations_and_hedges.right_passage IS 'The words there.';
COMMENT ON COLUMN negations_and_hedges.right_hedges IS 'The words that weaken the claim there; NULL where none do.';
COMMENT ON COLUMN negations_and_hedges.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN negations_and_hedges.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN negations_and_hedges.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN negations_and_hedges.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN negations_and_hedges.synthetic IS 'True where one of the articles or outlets is no real one.';
