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
WITH quotes AS (
    SELECT
        m.group_id,
        m.position,
        c.claim_id,
        v.outlet,
        v.synthetic,
        -- What stands between double quotation marks; a direct claim without any is quoted as a whole.
        coalesce(
            nullif(array_to_string(regexp_extract_all(c.wording, '["“”„«»]([^"“”„«»]+)["“”„«»]', 1), ' '), ''),
            CASE WHEN c.kind = 'direct' THEN trim(c.wording, '"“”„«»‘’'' ') END
        ) AS quote
    FROM group_claims AS m
    JOIN claims AS c USING (claim_id)
    JOIN stg_latest_versions AS v USING (version_id)
    WHERE c.kind IN ('direct', 'mixed')
),
cleaned AS (
    SELECT
        * EXCLUDE (quote),
        rtrim(regexp_replace(replace(trim(quote), '’', ''''), '\s+', ' ', 'g'), ',.; ') AS quote
    FROM quotes
    WHERE quote <> ''
),
variants AS (
    SELECT
        g.story_id,
        g.group_id,
        first(q.quote ORDER BY q.position) AS quote,
        list_sort(list(DISTINCT q.outlet)) AS outlets,
        count(*) AS tellings,
        bool_or(q.claim_id = g.canonical_claim_id) AS canonical,
        bool_or(q.synthetic) AS synthetic
    FROM cleaned AS q
    JOIN claim_groups AS g USING (group_id)
    GROUP BY g.story_id, g.group_id, lower(q.quote)
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
FROM variants
ORDER BY story_id, group_id, tellings DESC, quote;

COMMENT ON VIEW quote_variants IS 'In which wordings does a quotation go round, and who prints which? One row for each wording in a claim group.';
COMMENT ON COLUMN quote_variants.story_id IS 'The story.';
COMMENT ON COLUMN quote_variants.group_id IS 'The claim group.';
COMMENT ON COLUMN quote_variants.quote IS 'The quoted words, as the earliest telling has them, without quotation marks.';
COMMENT ON COLUMN quote_variants.outlets IS 'Names of the outlets that print them so.';
COMMENT ON COLUMN quote_variants.tellings IS 'How often they are printed so.';
COMMENT ON COLUMN quote_variants.canonical IS 'True where the canonical telling has them so.';
COMMENT ON COLUMN quote_variants.variants IS 'How many wordings the claim group has in all.';
COMMENT ON COLUMN quote_variants.synthetic IS 'True where one of the articles or outlets is no real one.';
