-- What does one outlet tell that another does not, in the stories that both cover?
-- Grain: one row a claim group that one of the two tells. It is counted as left out only where all texts of an outlet on the
-- story were read whole, and as told whenever it was: a window chooses claims by when one of the two published them.
-- Example: What did the Journal’s stand-in tell that the agency did not?
--   SELECT claim
--   FROM coverage_diff('wsj-stand-in', 'meridian-press-agency-stand-in', since := TIMESTAMP '2025-11-19')
--   WHERE told_by = 'left only'
--   ORDER BY group_id
--   LIMIT 4
CREATE OR REPLACE MACRO coverage_diff(left_id, right_id, since := TIMESTAMP '-infinity', before := TIMESTAMP 'infinity') AS TABLE
WITH covered AS (
    SELECT
        s.story_id,
        v.outlet_id,
        bool_and(v.completeness = 'complete') AS complete,
        bool_or(v.synthetic) AS synthetic
    FROM story_versions AS s
    JOIN stg_latest_versions AS v ON v.version_id = s.version_id
    WHERE v.outlet_id IN (CAST(left_id AS VARCHAR), CAST(right_id AS VARCHAR))
    GROUP BY s.story_id, v.outlet_id
),
common AS (
    SELECT l.story_id, l.complete AS left_complete, r.complete AS right_complete, l.synthetic OR r.synthetic AS synthetic
    FROM covered AS l
    JOIN covered AS r ON r.story_id = l.story_id
    WHERE l.outlet_id = CAST(left_id AS VARCHAR)
      AND r.outlet_id = CAST(right_id AS VARCHAR)
      AND l.outlet_id <> r.outlet_id
),
tellings AS (
    SELECT
        g.story_id,
        g.group_id,
        m.position,
        c.wording,
        v.outlet_id,
        coalesce(v.published, v.fetched_at) AS seen
    FROM claim_groups AS g
    SEMI JOIN common ON common.story_id = g.story_id
    JOIN group_claims AS m ON m.group_id = g.group_id
    JOIN claims AS c ON c.claim_id = m.claim_id
    JOIN stg_latest_versions AS v ON v.version_id = c.version_id
),
told AS (
    SELECT
        t.story_id,
        t.group_id,
        arg_min(t.wording, t.position) FILTER (t.outlet_id = CAST(left_id AS VARCHAR)) AS left_wording,
        arg_min(t.wording, t.position) FILTER (t.outlet_id = CAST(right_id AS VARCHAR)) AS right_wording,
        min(t.seen) FILTER (
            t.outlet_id IN (CAST(left_id AS VARCHAR), CAST(right_id AS VARCHAR))
            AND t.seen >= CAST(since AS TIMESTAMP)
            AND t.seen < CAST(before AS TIMESTAMP)
        ) AS first_seen
    FROM tellings AS t
    GROUP BY t.story_id, t.group_id
),
judged AS (
    SELECT
        t.*,
        CASE
            WHEN t.left_wording IS NOT NULL THEN 'told'
            WHEN common.left_complete AND e.group_id IS NULL THEN 'absent'
            ELSE 'unknown'
        END AS left_presence,
        CASE
            WHEN t.right_wording IS NOT NULL THEN 'told'
            WHEN common.right_complete AND e.group_id IS NULL THEN 'absent'
            ELSE 'unknown'
        END AS right_presence,
        common.synthetic
    FROM told AS t
    JOIN common ON common.story_id = t.story_id
    -- The one of the two that does not tell it; where both do, neither is asked.
    LEFT JOIN echoes AS e
        ON e.group_id = t.group_id
        AND e.outlet_id = CASE WHEN t.left_wording IS NULL THEN CAST(left_id AS VARCHAR) ELSE CAST(right_id AS VARCHAR) END
    WHERE t.first_seen IS NOT NULL
)
SELECT
    j.story_id,
    j.group_id,
    canonical.wording AS claim,
    CASE
        WHEN j.left_presence = 'told' AND j.right_presence = 'told' THEN 'both'
        WHEN j.right_presence = 'absent' THEN 'left only'
        WHEN j.left_presence = 'absent' THEN 'right only'
        ELSE 'not known'
    END AS told_by,
    j.left_presence,
    j.left_wording,
    j.right_presence,
    j.right_wording,
    j.first_seen,
    j.synthetic
FROM judged AS j
JOIN claim_groups AS g ON g.group_id = j.group_id
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id;

COMMENT ON MACRO TABLE coverage_diff IS 'What does one outlet tell that another does not, in the stories that both cover? One row a claim group that one of the two tells.
left_id: the first outlet, by its id.
right_id: the second outlet, by its id.
since (may be left out): a TIMESTAMP, UTC: only claims that one of the two published then or later; where a page does not say when, it counts when it was fetched.
before (may be left out): a TIMESTAMP, UTC: only claims that one of the two published before.
story_id: The story.
group_id: The claim group.
claim: The claim in the words of the canonical telling, the one most like all others.
told_by: both, left only, right only, or not known where the other one has a text that was cut off, or prints words of the quotation.
left_presence: told, absent or unknown in the first outlet.
left_wording: The claim in its words; NULL where it does not tell it.
right_presence: told, absent or unknown in the second outlet.
right_wording: The claim in its words; NULL where it does not tell it.
first_seen: When the first of these tellings was published or, where the page does not say, fetched, UTC.
synthetic: True where one of the articles or outlets is no real one.';
