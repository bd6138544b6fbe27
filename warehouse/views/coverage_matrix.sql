-- Which outlets of a story carry which of its claims?
-- Grain: one row for each claim group and each outlet that has an article in the group's story.
-- Example: Who carries the altered quotation of Dmitry Peskov, and of whom is that not known?
--   SELECT outlet, presence, tellings
--   FROM coverage_matrix
--   WHERE group_id IN (SELECT group_id FROM altered_quotes WHERE kind = 'quote_altered')
--   ORDER BY outlet_id
CREATE OR REPLACE VIEW coverage_matrix AS
-- By story too, though a group has but one: so a question about one story looks at that story's claims alone.
WITH claimed AS (
    SELECT g.story_id, g.group_id, canonical.wording AS claim
    FROM claim_groups AS g
    JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
)
SELECT
    w.story_id,
    w.group_id,
    c.claim,
    w.outlet_id,
    w.outlet,
    w.presence,
    w.tellings,
    w.wording,
    w.synthetic
FROM stg_whether_told AS w
JOIN claimed AS c ON c.story_id = w.story_id AND c.group_id = w.group_id;

COMMENT ON VIEW coverage_matrix IS 'Which outlets of a story carry which of its claims? One row for each claim group and each outlet in its story.';
COMMENT ON COLUMN coverage_matrix.story_id IS 'The story.';
COMMENT ON COLUMN coverage_matrix.group_id IS 'The claim group.';
COMMENT ON COLUMN coverage_matrix.claim IS 'The claim in the words of the canonical telling.';
COMMENT ON COLUMN coverage_matrix.outlet_id IS 'The outlet.';
COMMENT ON COLUMN coverage_matrix.outlet IS 'Its name.';
COMMENT ON COLUMN coverage_matrix.presence IS 'told; absent; or unknown, where it is not told but an article of the outlet was cut off, or has eight quoted words of it in a row.';
COMMENT ON COLUMN coverage_matrix.tellings IS 'How often the outlet tells it.';
COMMENT ON COLUMN coverage_matrix.wording IS 'The claim in the outlet''s words, at its first telling; NULL where it does not tell it.';
COMMENT ON COLUMN coverage_matrix.synthetic IS 'True where the outlet, or its article, is no real one.';
