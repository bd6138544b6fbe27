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
        kind,
        wording,
        -- Cut at double quotation marks: what they enclose is each second part. A regular expression takes three times
        -- as long, and would be searched for twice, here and by the condition further down.
        string_split(replace(replace(replace(replace(replace(wording, '“', '"'), '”', '"'), '„', '"'), '«', '"'), '»', '"'), '"')
            AS parts
    FROM stg_matched_claims
    WHERE kind IN ('direct', 'mixed')
),
marked AS (
    SELECT
        * EXCLUDE (parts, wording, kind),
        -- What stands between double quotation marks; a direct claim without any is quoted as a whole. Marks with
        -- nothing between them open and close nothing, and what follows the last mark is not enclosed.
        coalesce(
            nullif(
                CASE
                    WHEN len(parts) < 3 THEN ''
                    WHEN list_contains(parts[2:-2], '') THEN
                        array_to_string(regexp_extract_all(wording, '["“”„«»]([^"“”„«»]+)["“”„«»]', 1), ' ')
                    WHEN len(parts) = 3 THEN parts[2]
                    ELSE array_to_string(parts[2:-2:2], ' ')
                END,
                ''
            ),
            CASE WHEN kind = 'direct' THEN nullif(trim(wording, '"“”„«»‘’'' '), '') END
        ) AS quote
    FROM told
),
quotes AS (
    SELECT * EXCLUDE (quote), replace(trim(quote), '’', '''') AS quote
    FROM marked
    WHERE quote IS NOT NULL
),
cleaned AS (
    SELECT
        * EXCLUDE (quote),
        -- White space is put right where there is some to be: that takes longer than to find out.
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
        list(outlet) AS outlets,
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
    -- Most stand in one telling: of one there is nothing to be made distinct.
    CASE WHEN tellings = 1 THEN outlets ELSE list_sort(list_distinct(outlets)) END AS outlets,
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
