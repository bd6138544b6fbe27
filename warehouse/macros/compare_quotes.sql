-- What do tellings of one quotation leave out, and what do they put in?
-- Grain: one row a telling with quoted words, beside the canonical telling of its claim group.
-- Example: Which words of an altered quotation changed?
--   SELECT outlet, left_out, put_in, wording
--   FROM compare_quotes((SELECT min(group_id) FROM altered_quotes WHERE kind = 'quote_altered'))
--   ORDER BY canonical DESC, outlet_id, claim_id
CREATE OR REPLACE MACRO compare_quotes(group_or_claim) AS TABLE
WITH meant AS (
    SELECT m.group_id
    FROM group_claims AS m
    WHERE m.group_id = CAST(group_or_claim AS VARCHAR) OR m.claim_id = CAST(group_or_claim AS VARCHAR)
    GROUP BY m.group_id
),
told AS (
    SELECT t.*, regexp_extract_all(lower(replace(t.wording, '’', '''')), '[\pL\pN]+(?:[''.,][\pL\pN]+)*') AS words
    FROM stg_tellings AS t
    SEMI JOIN meant ON meant.group_id = t.group_id
)
SELECT
    t.group_id,
    t.outlet_id,
    t.outlet,
    t.canonical,
    t.kind,
    t.wording,
    CASE WHEN c.words IS NOT NULL THEN list_filter(c.words, lambda word: NOT list_contains(t.words, word)) END AS left_out,
    CASE WHEN c.words IS NOT NULL THEN list_filter(t.words, lambda word: NOT list_contains(c.words, word)) END AS put_in,
    t.seen,
    t.url,
    t.claim_id,
    t.synthetic
FROM told AS t
LEFT JOIN told AS c ON c.group_id = t.group_id AND c.canonical
WHERE t.kind <> 'indirect';

COMMENT ON MACRO TABLE compare_quotes IS 'What do tellings of one quotation leave out, and what do they put in? One row a telling with quoted words, beside the canonical telling of its claim group.
group_or_claim: the id of a claim group, or of a claim in it.
group_id: The claim group.
outlet_id: The outlet.
outlet: Its name.
canonical: True for the telling that the others are held against.
kind: direct or mixed.
wording: The claim in that outlet''s words.
left_out: Words of the canonical telling that this one does not have, in lower case and their order; NULL where the canonical one is not in a newest version.
put_in: Words of this telling that the canonical one does not have; NULL likewise.
seen: When the article was published or, where the page does not say, fetched, UTC.
url: The article''s URL.
claim_id: The claim.
synthetic: True where one of the articles or outlets is no real one.';
