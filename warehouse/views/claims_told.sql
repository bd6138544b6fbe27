-- What is claimed, by whom, and how widely is it carried?
-- Grain: one row a claim group.
-- Example: Which claims are told most widely?
--   SELECT claim, speakers, len(outlet_ids) AS outlets, independent_sources
--   FROM claims_told
--   ORDER BY outlets DESC, tellings DESC, group_id
--   LIMIT 3
CREATE OR REPLACE VIEW claims_told AS
WITH told AS (
    SELECT
        t.story_id,
        t.group_id,
        any_value(t.canonical_claim_id) AS canonical_claim_id,
        list(s.name) FILTER (s.name IS NOT NULL) AS speakers,
        list(t.outlet_id) AS outlet_ids,
        list(t.outlet) AS outlets,
        count(*) AS tellings,
        any_value(p.independent_sources) AS independent_sources,
        any_value(t.outlet) FILTER (t.claim_id = p.first_claim_id) AS first_outlet,
        min(t.seen) AS first_seen,
        bool_or(t.synthetic) AS synthetic
    FROM stg_told_again AS t
    -- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
    LEFT JOIN hops AS s ON s.claim_id = t.claim_id AND s.position = 0 AND s.role = 'speaker'
    LEFT JOIN provenance AS p ON p.group_id = t.group_id
    GROUP BY t.story_id, t.group_id
)
SELECT
    told.story_id,
    told.group_id,
    canonical.wording AS claim,
    canonical.kind,
    coalesce(list_sort(list_distinct(told.speakers)), []) AS speakers,
    list_sort(list_distinct(told.outlet_ids)) AS outlet_ids,
    list_sort(list_distinct(told.outlets)) AS outlets,
    told.tellings,
    told.independent_sources,
    told.first_outlet,
    told.first_seen,
    told.synthetic
FROM told
JOIN claims AS canonical ON canonical.claim_id = told.canonical_claim_id
UNION ALL
SELECT
    t.story_id,
    t.group_id,
    t.wording,
    t.kind,
    CASE WHEN s.name IS NULL THEN [] ELSE [s.name] END,
    [t.outlet_id],
    [t.outlet],
    1,
    p.independent_sources,
    CASE WHEN t.claim_id = p.first_claim_id THEN t.outlet END,
    t.seen,
    t.synthetic
FROM stg_told_once AS t
LEFT JOIN hops AS s ON s.claim_id = t.claim_id AND s.position = 0 AND s.role = 'speaker'
LEFT JOIN provenance AS p ON p.group_id = t.group_id;

COMMENT ON VIEW claims_told IS 'What is claimed, by whom, and how widely is it carried? One row a claim group.';
COMMENT ON COLUMN claims_told.story_id IS 'The story.';
COMMENT ON COLUMN claims_told.group_id IS 'The claim group.';
COMMENT ON COLUMN claims_told.claim IS 'The claim in the words of the canonical telling, the one most like all others.';
COMMENT ON COLUMN claims_told.kind IS 'Whether that telling is direct, indirect or mixed.';
COMMENT ON COLUMN claims_told.speakers IS 'Who says it, as the articles have it, in the order of the alphabet.';
COMMENT ON COLUMN claims_told.outlet_ids IS 'The outlets that tell it.';
COMMENT ON COLUMN claims_told.outlets IS 'Their names.';
COMMENT ON COLUMN claims_told.tellings IS 'How often it is told.';
COMMENT ON COLUMN claims_told.independent_sources IS 'How many independent sources it has once relays, wire copy and near-copies are collapsed; NULL where that is not known.';
COMMENT ON COLUMN claims_told.first_outlet IS 'Name of the outlet that likely had it first; NULL where that is not known.';
COMMENT ON COLUMN claims_told.first_seen IS 'When the first of these articles was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN claims_told.synthetic IS 'True where one of the articles or outlets is no real one.';
