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
        story_id,
        group_id,
        min(seen) AS first_seen,
        list_sort(list(DISTINCT outlet_id)) AS outlet_ids,
        list_sort(list(DISTINCT outlet)) AS outlets,
        coalesce(list_sort(list(DISTINCT speaker) FILTER (speaker IS NOT NULL)), []) AS speakers,
        count(*) AS tellings,
        bool_or(synthetic) AS synthetic
    FROM stg_tellings
    GROUP BY story_id, group_id
)
SELECT
    told.story_id,
    told.group_id,
    canonical.wording AS claim,
    canonical.kind,
    told.speakers,
    told.outlet_ids,
    told.outlets,
    told.tellings,
    p.independent_sources,
    first_told.outlet AS first_outlet,
    told.first_seen,
    told.synthetic
FROM told
JOIN claim_groups AS g ON g.group_id = told.group_id
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
LEFT JOIN provenance AS p ON p.group_id = told.group_id
LEFT JOIN stg_tellings AS first_told ON first_told.claim_id = p.first_claim_id
ORDER BY len(told.outlet_ids) DESC, told.tellings DESC, told.first_seen, told.group_id;

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
