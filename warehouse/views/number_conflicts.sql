-- Where do two tellings of a claim give numbers that do not agree?
-- Grain: one row for each pair of numbers of one unit, in a claim group's canonical telling and in another.
-- Example: Where do outlets disagree about a number?
--   SELECT left_outlet, left_passage, right_outlet, right_passage, certain
--   FROM number_conflicts
--   ORDER BY certain DESC, left_claim_id, right_claim_id
CREATE OR REPLACE VIEW number_conflicts AS
SELECT
    c.story_id,
    c.group_id,
    c.certain,
    c.unit,
    c.left_value,
    c.right_value,
    c.left_outlet_id,
    c.left_outlet,
    c.left_text AS left_passage,
    c.left_wording,
    c.left_url,
    c.left_published,
    c.right_outlet_id,
    c.right_outlet,
    c.right_text AS right_passage,
    c.right_wording,
    c.right_url,
    c.right_published,
    c.left_claim_id,
    c.right_claim_id,
    c.synthetic
FROM stg_telling_changes AS c
WHERE c.kind = 'quantity'
ORDER BY c.certain DESC, c.story_id, c.group_id, c.position;

COMMENT ON VIEW number_conflicts IS 'Where do two tellings of a claim give numbers that do not agree? One row for each pair of numbers.';
COMMENT ON COLUMN number_conflicts.story_id IS 'The story.';
COMMENT ON COLUMN number_conflicts.group_id IS 'The claim group.';
COMMENT ON COLUMN number_conflicts.certain IS 'False where both may be right after all, as where one counts from another base.';
COMMENT ON COLUMN number_conflicts.unit IS 'The unit of both: people, USD, %; empty for bare numbers.';
COMMENT ON COLUMN number_conflicts.left_value IS 'The number of the canonical telling.';
COMMENT ON COLUMN number_conflicts.right_value IS 'The number of the other telling.';
COMMENT ON COLUMN number_conflicts.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN number_conflicts.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN number_conflicts.left_passage IS 'The words that give the number there.';
COMMENT ON COLUMN number_conflicts.left_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN number_conflicts.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN number_conflicts.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN number_conflicts.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN number_conflicts.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN number_conflicts.right_passage IS 'The words that give the number there.';
COMMENT ON COLUMN number_conflicts.right_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN number_conflicts.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN number_conflicts.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN number_conflicts.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN number_conflicts.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN number_conflicts.synthetic IS 'True where one of the articles or outlets is no real one.';
