-- Wrong: a number, date, hedge, mention, cue or name of a claim whose span is not its words, or ends before it begins.
-- Means: reports would mark the wrong words.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
WITH parts AS (
    SELECT 'number' AS part, claim_id, span_start, span_end, text FROM quantities
    UNION ALL SELECT 'date', claim_id, span_start, span_end, text FROM date_mentions
    UNION ALL SELECT 'hedge', claim_id, span_start, span_end, text FROM hedges
    UNION ALL SELECT 'mention', claim_id, span_start, span_end, text FROM mentions
    UNION ALL SELECT 'hop', claim_id, span_start, span_end, NULL FROM hops WHERE span_start IS NOT NULL
    UNION ALL SELECT 'cue', claim_id, cue_start, cue_end, NULL FROM claims WHERE cue_start IS NOT NULL
)
SELECT DISTINCT
    CASE
        WHEN p.span_start >= p.span_end THEN p.part || ' that ends before it begins'
        WHEN p.span_start < 0 OR p.span_end > length(v.text) THEN p.part || ' outside its text'
        ELSE p.part || ' that is not the text'
    END AS problem,
    p.claim_id AS id
FROM parts AS p
JOIN claims AS c USING (claim_id)
JOIN article_versions AS v USING (version_id)
WHERE p.span_start >= p.span_end
   OR p.span_start < 0
   OR p.span_end > length(v.text)
   OR p.text <> substring(v.text, p.span_start + 1, p.span_end - p.span_start);
