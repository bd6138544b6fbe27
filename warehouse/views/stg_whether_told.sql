-- Does an outlet that covers a story tell this claim of it?
-- Grain: one row for each claim group and each outlet that has an article in the group's story.
CREATE OR REPLACE VIEW stg_whether_told AS
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
told AS NOT MATERIALIZED (
    SELECT story_id, group_id, outlet_id, count(*) AS tellings, arg_min(wording, position) AS wording
    FROM stg_matched_claims
    GROUP BY ALL
)
SELECT
    g.story_id,
    g.group_id,
    coverage.outlet_id,
    coverage.outlet,
    CASE
        WHEN told.tellings > 0 THEN 'told'
        WHEN coverage.complete AND echoes.group_id IS NULL THEN 'absent'
        ELSE 'unknown'
    END AS presence,
    coalesce(told.tellings, 0) AS tellings,
    told.wording,
    coverage.synthetic
FROM claim_groups AS g
JOIN coverage ON coverage.story_id = g.story_id
LEFT JOIN told ON told.story_id = g.story_id AND told.group_id = g.group_id AND told.outlet_id = coverage.outlet_id
-- Who prints words of the quotation does not pass over it, whatever became of it there.
LEFT JOIN echoes ON echoes.group_id = g.group_id AND echoes.outlet_id = coverage.outlet_id;

COMMENT ON VIEW stg_whether_told IS 'Does an outlet that covers a story tell this claim of it? One row for each claim group and each outlet in its story.';
COMMENT ON COLUMN stg_whether_told.story_id IS 'The story.';
COMMENT ON COLUMN stg_whether_told.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_whether_told.outlet_id IS 'The outlet.';
COMMENT ON COLUMN stg_whether_told.outlet IS 'Its name.';
COMMENT ON COLUMN stg_whether_told.presence IS 'told; absent; or unknown, where it is not told but an article of the outlet was cut off, or has eight quoted words of it in a row.';
COMMENT ON COLUMN stg_whether_told.tellings IS 'How often the outlet tells it.';
COMMENT ON COLUMN stg_whether_told.wording IS 'The claim in the outlet''s words, at its first telling; NULL where it does not tell it.';
COMMENT ON COLUMN stg_whether_told.synthetic IS 'True where the outlet, or its article, is no real one.';
