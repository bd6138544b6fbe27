-- What do others say that an outlet does not, though it covers the story?
-- Grain: one row for each claim group and outlet that has it in none of its articles on the story, all of them read whole.
-- Example: What does the agency tell that Northern Herald leaves out?
--   SELECT claim, tellings
--   FROM omissions
--   WHERE outlet_id = 'northern-herald-stand-in' AND 'meridian-press-agency-stand-in' IN told_by_ids
--   ORDER BY tellings DESC, group_id
--   LIMIT 3
CREATE OR REPLACE VIEW omissions AS
-- By story too, though a group has but one: so a question about one story looks at that story's tellings alone.
WITH again AS (
    SELECT
        story_id,
        group_id,
        any_value(canonical_claim_id) AS canonical_claim_id,
        list(outlet_id) AS outlet_ids,
        list(outlet) AS outlets,
        count(*) AS tellings,
        min(seen) AS first_seen,
        arg_min(url, position) AS url,
        bool_or(synthetic) AS synthetic
    FROM stg_told_again
    GROUP BY story_id, group_id
),
told AS (
    SELECT
        a.story_id,
        a.group_id,
        canonical.wording AS claim,
        list_sort(list_distinct(a.outlet_ids)) AS told_by_ids,
        list_sort(list_distinct(a.outlets)) AS told_by,
        a.tellings,
        a.first_seen,
        a.url,
        a.synthetic
    FROM again AS a
    JOIN claims AS canonical ON canonical.claim_id = a.canonical_claim_id
    UNION ALL
    SELECT story_id, group_id, wording, [outlet_id], [outlet], 1, seen, url, synthetic
    FROM stg_told_once
),
claimed AS (
    SELECT told.*, s.title AS story, p.independent_sources
    FROM told
    JOIN stories AS s ON s.story_id = told.story_id
    LEFT JOIN provenance AS p ON p.group_id = told.group_id
)
SELECT
    w.story_id,
    c.story,
    w.group_id,
    c.claim,
    w.outlet_id,
    w.outlet,
    c.told_by_ids,
    c.told_by,
    c.tellings,
    c.independent_sources,
    c.first_seen,
    c.url,
    w.synthetic OR c.synthetic AS synthetic
FROM stg_whether_told AS w
JOIN claimed AS c ON c.story_id = w.story_id AND c.group_id = w.group_id
WHERE w.presence = 'absent';

COMMENT ON VIEW omissions IS 'What do others say that an outlet does not, though it covers the story? One row for each claim group and outlet that does not have it. What A says that B does not: WHERE outlet_id = ''b'' AND ''a'' IN told_by_ids.';
COMMENT ON COLUMN omissions.story_id IS 'The story.';
COMMENT ON COLUMN omissions.story IS 'Its title.';
COMMENT ON COLUMN omissions.group_id IS 'The claim group.';
COMMENT ON COLUMN omissions.claim IS 'The claim in the words of the canonical telling.';
COMMENT ON COLUMN omissions.outlet_id IS 'The outlet that does not tell it, though its articles on the story were read whole.';
COMMENT ON COLUMN omissions.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN omissions.told_by_ids IS 'The outlets that tell it.';
COMMENT ON COLUMN omissions.told_by IS 'Their names.';
COMMENT ON COLUMN omissions.tellings IS 'How often it is told.';
COMMENT ON COLUMN omissions.independent_sources IS 'How many independent sources it has; NULL where that is not known.';
COMMENT ON COLUMN omissions.first_seen IS 'When the first of these articles was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN omissions.url IS 'The URL of the article with the earliest telling.';
COMMENT ON COLUMN omissions.synthetic IS 'True where one of the articles or outlets is no real one.';
