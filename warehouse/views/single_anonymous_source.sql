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
    SELECT m.group_id
    FROM group_claims AS m
    JOIN hops AS h ON h.claim_id = m.claim_id
    WHERE h.role = 'speaker' AND (h.source_type = 'anonymous' OR h.anonymity IS NOT NULL)
),
told AS (
    SELECT
        group_id,
        list_sort(list(DISTINCT speaker) FILTER (speaker IS NOT NULL)) AS speakers,
        coalesce(list_sort(list(DISTINCT anonymity) FILTER (anonymity IS NOT NULL)), []) AS reasons,
        list_sort(list(DISTINCT outlet_id)) AS outlet_ids,
        list_sort(list(DISTINCT outlet)) AS outlets,
        count(*) AS tellings,
        min(seen) AS first_seen,
        bool_or(synthetic) AS synthetic
    FROM stg_tellings
    WHERE group_id IN (FROM unnamed)
    GROUP BY group_id
    HAVING bool_and(source_type IS NULL OR source_type IN ('anonymous', 'unknown') OR anonymity IS NOT NULL)
       AND bool_or(source_type = 'anonymous' OR anonymity IS NOT NULL)
)
SELECT
    g.story_id,
    g.group_id,
    canonical.wording AS claim,
    told.speakers,
    told.reasons,
    p.origins[1] AS origin_id,
    coalesce(o.name, p.origins[1]) AS origin,
    told.outlet_ids,
    told.outlets,
    told.tellings,
    told.first_seen,
    source.url,
    told.synthetic OR coalesce(o.synthetic, false) AS synthetic
FROM provenance AS p
JOIN claim_groups AS g ON g.group_id = p.group_id
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
JOIN told ON told.group_id = p.group_id
LEFT JOIN stg_tellings AS source ON source.claim_id = p.first_claim_id
LEFT JOIN outlets AS o ON o.outlet_id = p.origins[1]
WHERE p.independent_sources = 1
ORDER BY len(told.outlet_ids) DESC, g.story_id, g.group_id;

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
