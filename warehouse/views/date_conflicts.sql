-- Where do two tellings of a claim name days that do not agree?
-- Grain: one row a pair of days, in a claim group's canonical telling and in another.
-- Example: Where do outlets disagree about when?
--   SELECT left_outlet, left_passage, left_day, right_outlet, right_passage, right_day
--   FROM date_conflicts
--   ORDER BY days_apart DESC, left_claim_id, right_claim_id
CREATE OR REPLACE VIEW date_conflicts AS
SELECT
    c.story_id,
    c.group_id,
    c.left_day,
    c.right_day,
    abs(date_diff('day', c.left_day, c.right_day)) AS days_apart,
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
WHERE c.kind = 'date';

COMMENT ON VIEW date_conflicts IS 'Where do two tellings of a claim name days that do not agree? One row a pair of days, in a claim group''s canonical telling and in another.';
COMMENT ON COLUMN date_conflicts.story_id IS 'The story.';
COMMENT ON COLUMN date_conflicts.group_id IS 'The claim group.';
COMMENT ON COLUMN date_conflicts.left_day IS 'The day in the canonical telling.';
COMMENT ON COLUMN date_conflicts.right_day IS 'The day in the other telling.';
COMMENT ON COLUMN date_conflicts.days_apart IS 'Days between both.';
COMMENT ON COLUMN date_conflicts.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN date_conflicts.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN date_conflicts.left_passage IS 'The words there that name the day.';
COMMENT ON COLUMN date_conflicts.left_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN date_conflicts.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN date_conflicts.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN date_conflicts.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN date_conflicts.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN date_conflicts.right_passage IS 'The words there that name the day.';
COMMENT ON COLUMN date_conflicts.right_wording IS 'The claim in that outlet''s words.';
COMMENT ON COLUMN date_conflicts.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN date_conflicts.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN date_conflicts.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN date_conflicts.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN date_conflicts.synthetic IS 'True where one of the articles or outlets is no real one.';
