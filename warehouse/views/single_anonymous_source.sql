-- Which claims rest on one independent source that nobody names?
-- Grain: one row a claim group with one independent source, whose speaker goes unnamed in all tellings that have one.
-- Example: Which claims of several outlets rest on one source that nobody names?
--   SELECT claim, speakers, origin, len(outlet_ids) AS outlets
--   FROM single_anonymous_source
--   ORDER BY outlets DESC, group_id
--   LIMIT 3
CREATE OR REPLACE VIEW single_anonymous_source AS
WITH unnamed AS (
    -- Few groups have a speaker of that kind: the others' tellings need not be put together.
    SELECT DISTINCT m.group_id
    FROM hops AS h
    JOIN group_claims AS m ON m.claim_id = h.claim_id
    WHERE h.role = 'speaker' AND (h.source_type = 'anonymous' OR h.anonymity IS NOT NULL)
),
told AS (
    SELECT
        t.group_id,
        any_value(t.story_id) AS story_id,
        any_value(t.canonical_claim_id) AS canonical_claim_id,
        any_value(p.origins[1]) AS origin_id,
        list_sort(list_distinct(list(s.name) FILTER (s.name IS NOT NULL))) AS speakers,
        coalesce(list_sort(list_distinct(list(s.anonymity) FILTER (s.anonymity IS NOT NULL))), []) AS reasons,
        list_sort(list_distinct(list(t.outlet_id))) AS outlet_ids,
        list_sort(list_distinct(list(t.outlet))) AS outlets,
        count(*) AS tellings,
        min(t.seen) AS first_seen,
        any_value(t.url) FILTER (t.claim_id = p.first_claim_id) AS url,
        bool_or(t.synthetic) AS synthetic
    FROM unnamed
    JOIN provenance AS p ON p.group_id = unnamed.group_id AND p.independent_sources = 1
    JOIN stg_matched_claims AS t ON t.group_id = unnamed.group_id
    LEFT JOIN hops AS s ON s.claim_id = t.claim_id AND s.position = 0 AND s.role = 'speaker'
    GROUP BY t.group_id
    HAVING bool_and(s.source_type IS NULL OR s.source_type IN ('anonymous', 'unknown') OR s.anonymity IS NOT NULL)
       AND bool_or(s.source_type = 'anonymous' OR s.anonymity IS NOT NULL)
)
SELECT
    told.story_id,
    told.group_id,
    canonical.wording AS claim,
    told.speakers,
    told.reasons,
    told.origin_id,
    coalesce(o.name, told.origin_id) AS origin,
    told.outlet_ids,
    told.outlets,
    told.tellings,
    told.first_seen,
    told.url,
    told.synthetic OR coalesce(o.synthetic, false) AS synthetic
FROM told
JOIN claims AS canonical ON canonical.claim_id = told.canonical_claim_id
LEFT JOIN outlets AS o ON o.outlet_id = told.origin_id
ORDER BY len(told.outlet_ids) DESC, told.story_id, told.group_id;

COMMENT ON VIEW single_anonymous_source IS 'Which claims rest on one independent source that nobody names? One row a claim group.';
COMMENT ON COLUMN single_anonymous_source.story_id IS 'The story.';
COMMENT ON COLUMN single_anonymous_source.group_id IS 'The claim group.';
COMMENT ON COLUMN single_anonymous_source.claim IS 'The claim in the words of the canonical telling.';
COMMENT ON COLUMN single_anonymous_source.speakers IS 'What the articles call the source, in the order of the alphabet.';
COMMENT ON COLUMN single_anonymous_source.reasons IS 'Why it goes unnamed, in the articles'' words.';
COMMENT ON COLUMN single_anonymous_source.origin_id IS 'The outlet that has it by itself, or the name of one outside the registry.';
COMMENT ON COLUMN single_anonymous_source.origin IS 'That outlet''s name.';
COMMENT ON COLUMN single_anonymous_source.outlet_ids IS 'The outlets that tell it.';
COMMENT ON COLUMN single_anonymous_source.outlets IS 'Their names.';
COMMENT ON COLUMN single_anonymous_source.tellings IS 'How often it is told.';
COMMENT ON COLUMN single_anonymous_source.first_seen IS 'When the first of these articles was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN single_anonymous_source.url IS 'The URL of the likely first carrier''s article.';
COMMENT ON COLUMN single_anonymous_source.synthetic IS 'True where one of the articles or outlets is no real one.';
