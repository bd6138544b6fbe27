-- Which outlets of a story carry which of its claims?
-- Grain: one row for each claim group and each outlet that has an article in the group's story.
CREATE OR REPLACE VIEW coverage_matrix AS
WITH coverage AS (
    SELECT
        s.story_id,
        v.outlet_id,
        v.outlet,
        bool_and(v.completeness = 'complete') AS complete,
        bool_or(v.synthetic) AS synthetic
    FROM story_versions AS s
    JOIN stg_latest_versions AS v USING (version_id)
    GROUP BY ALL
),
tellings AS (
    SELECT m.group_id, c.outlet_id, count(*) AS tellings, first(c.wording ORDER BY m.position) AS wording
    FROM group_claims AS m
    JOIN claims AS c USING (claim_id)
    GROUP BY ALL
)
SELECT
    g.story_id,
    g.group_id,
    canonical.wording AS claim,
    coverage.outlet_id,
    coverage.outlet,
    CASE WHEN t.tellings > 0 THEN 'told' WHEN coverage.complete THEN 'absent' ELSE 'unknown' END AS presence,
    coalesce(t.tellings, 0) AS tellings,
    t.wording,
    coverage.synthetic
FROM claim_groups AS g
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
JOIN coverage ON coverage.story_id = g.story_id
LEFT JOIN tellings AS t ON t.group_id = g.group_id AND t.outlet_id = coverage.outlet_id
ORDER BY g.story_id, g.group_id, coverage.outlet_id;

COMMENT ON VIEW coverage_matrix IS 'Which outlets of a story carry which of its claims? One row for each claim group and each outlet in its story.';
COMMENT ON COLUMN coverage_matrix.story_id IS 'The story.';
COMMENT ON COLUMN coverage_matrix.group_id IS 'The claim group.';
COMMENT ON COLUMN coverage_matrix.claim IS 'The claim in the words of the canonical telling.';
COMMENT ON COLUMN coverage_matrix.outlet_id IS 'The outlet.';
COMMENT ON COLUMN coverage_matrix.outlet IS 'Its name.';
COMMENT ON COLUMN coverage_matrix.presence IS 'told; absent; or unknown, where it is not told but an article of the outlet was cut off.';
COMMENT ON COLUMN coverage_matrix.tellings IS 'How often the outlet tells it.';
COMMENT ON COLUMN coverage_matrix.wording IS 'The claim in the outlet''s words, at its first telling; NULL where it does not tell it.';
COMMENT ON COLUMN coverage_matrix.synthetic IS 'True where the outlet, or its article, is no real one.';
