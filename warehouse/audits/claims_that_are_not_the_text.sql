-- Wrong: a claim whose words are not those of its article between its offsets.
-- Means: reports would put words into an outlet's mouth.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
-- Fatal: nothing is published while a claim is not what its article says.
SELECT 'claim that is not the text' AS problem, c.claim_id AS id
FROM claims AS c JOIN article_versions AS v USING (version_id)
WHERE c.text <> substring(v.text, c.start_offset + 1, c.end_offset - c.start_offset)
UNION ALL SELECT 'claim with a fragment outside it', claim_id
FROM claims
WHERE len(fragments) = 0
   OR fragments[1].start <> start_offset
   OR fragments[-1].end <> end_offset
   OR len(list_filter(fragments, lambda span: span.start >= span.end)) > 0
   OR len(list_filter(list_zip(fragments[:-2], fragments[2:]), lambda pair: pair[1].end > pair[2].start)) > 0;
