-- In which wordings does a quotation go round, and who prints which?
-- Grain: one row for each wording of the quoted words among a claim group's tellings. Quotation marks, case, and the
-- comma or full stop before a closing mark make no other wording; a telling in paraphrase alone has none.
-- Example: Which quotations go round in several wordings?
--   SELECT quote, outlets, tellings
--   FROM quote_variants
--   WHERE variants > 1
--   ORDER BY group_id, tellings DESC, quote
--   LIMIT 4
CREATE OR REPLACE VIEW quote_variants AS
WITH told AS (
    SELECT
        story_id,
        group_id,
        position,
        claim_id = canonical_claim_id AS canonical,
        outlet,
        synthetic,
        -- What stands between double quotation marks; a direct claim without any is quoted as a whole. It is looked for
        -- where there is a mark at all, and white space is made even where there is some: both take much longer.
        CASE WHEN regexp_matches(wording, '["“”„«»]') THEN
            array_to_string(regexp_extract_all(wording, '["“”„«»]([^"“”„«»]+)["“”„«»]', 1), ' ')
        END AS marked,
        CASE WHEN kind = 'direct' THEN trim(wording, '"“”„«»‘’'' ') END AS whole
    FROM stg_matched_claims
    WHERE kind IN ('direct', 'mixed')
),
quotes AS (
    SELECT
        * EXCLUDE (marked, whole),
        replace(trim(CASE WHEN marked <> '' THEN marked ELSE whole END), '’', '''') AS quote
    FROM told
    WHERE marked <> '' OR whole <> ''
),
cleaned AS (
    SELECT
        * EXCLUDE (quote),
        rtrim(
            CASE WHEN regexp_matches(quote, '[\t\n\f\r]|  ') THEN regexp_replace(quote, '\s+', ' ', 'g') ELSE quote END,
            ',.; '
        ) AS quote
    FROM quotes
),
variants AS (
    SELECT
        any_value(story_id) AS story_id,
        group_id,
        arg_min(quote, position) AS quote,
        list_sort(list_distinct(list(outlet))) AS outlets,
        count(*) AS tellings,
        bool_or(canonical) AS canonical,
        bool_or(synthetic) AS synthetic
    FROM cleaned
    GROUP BY group_id, lower(quote)
)
SELECT
    story_id,
    group_id,
    quote,
    outlets,
    tellings,
    canonical,
    count(*) OVER (PARTITION BY group_id) AS variants,
    synthetic
FROM variants;

COMMENT ON VIEW quote_variants IS 'In which wordings does a quotation go round, and who prints which? One row for each wording in a claim group.';
COMMENT ON COLUMN quote_variants.story_id IS 'The story.';
COMMENT ON COLUMN quote_variants.group_id IS 'The claim group.';
COMMENT ON COLUMN quote_variants.quote IS 'The quoted words, as the earliest telling has them, without quotation marks.';
COMMENT ON COLUMN quote_variants.outlets IS 'Names of the outlets that print them so.';
COMMENT ON COLUMN quote_variants.tellings IS 'How often they are printed so.';
COMMENT ON COLUMN quote_variants.canonical IS 'True where the canonical telling has them so.';
COMMENT ON COLUMN quote_variants.variants IS 'How many wordings the claim group has in all.';
COMMENT ON COLUMN quote_variants.synthetic IS 'True where one of the articles or outlets is no real one.';
