-- How many sources does a claim have, however many outlets repeat it?
-- Grain: one row a claim group of which it is known where its tellings come from.
-- Example: Which claims look widely confirmed, and come from one place?
--   SELECT claim, outlets, tellings, relays, copies, origin_ids
--   FROM independent_sources
--   WHERE independent_sources = 1 AND outlets > 1
--   ORDER BY outlets DESC, tellings DESC, group_id
--   LIMIT 3
CREATE OR REPLACE VIEW independent_sources AS
WITH taken AS (
    SELECT
        group_id,
        count(DISTINCT claim_id) FILTER (how = 'relay') AS relays,
        count(DISTINCT claim_id) FILTER (how = 'copy') AS copies,
        count(DISTINCT claim_id) FILTER (how = 'repeat') AS repeats
    FROM takings
    GROUP BY group_id
),
again AS (
    SELECT
        t.story_id,
        t.group_id,
        any_value(t.canonical_claim_id) AS canonical_claim_id,
        count(DISTINCT t.outlet_id) AS outlets,
        count(*) AS tellings,
        bool_or(t.synthetic) AS synthetic
    FROM stg_told_again AS t
    GROUP BY t.story_id, t.group_id
),
told AS (
    SELECT a.story_id, a.group_id, canonical.wording AS claim, a.outlets, a.tellings, a.synthetic
    FROM again AS a
    JOIN claims AS canonical ON canonical.claim_id = a.canonical_claim_id
    UNION ALL
    SELECT story_id, group_id, wording, 1, 1, synthetic
    FROM stg_told_once
)
SELECT
    told.story_id,
    told.group_id,
    told.claim,
    told.outlets,
    told.tellings,
    p.independent_sources,
    p.origins AS origin_ids,
    coalesce(t.relays, 0) AS relays,
    coalesce(t.copies, 0) AS copies,
    coalesce(t.repeats, 0) AS repeats,
    told.synthetic
FROM told
JOIN provenance AS p ON p.group_id = told.group_id
LEFT JOIN taken AS t ON t.group_id = told.group_id;

COMMENT ON VIEW independent_sources IS 'How many sources does a claim have, however many outlets repeat it? One row a claim group of which it is known where its tellings come from.';
COMMENT ON COLUMN independent_sources.story_id IS 'The story.';
COMMENT ON COLUMN independent_sources.group_id IS 'The claim group.';
COMMENT ON COLUMN independent_sources.claim IS 'The claim in the words of the canonical telling, the one most like all others.';
COMMENT ON COLUMN independent_sources.outlets IS 'How many outlets tell it.';
COMMENT ON COLUMN independent_sources.tellings IS 'How often it is told.';
COMMENT ON COLUMN independent_sources.independent_sources IS 'How many sources are left once relays, wire copy and near-copies are collapsed.';
COMMENT ON COLUMN independent_sources.origin_ids IS 'Those sources: outlet ids, or names of outlets outside the registry, earliest first.';
COMMENT ON COLUMN independent_sources.relays IS 'Tellings that name another outlet as their source.';
COMMENT ON COLUMN independent_sources.copies IS 'Tellings that are the text of another outlet.';
COMMENT ON COLUMN independent_sources.repeats IS 'Tellings of an outlet that has told it before.';
COMMENT ON COLUMN independent_sources.synthetic IS 'True where one of the articles or outlets is no real one.';
