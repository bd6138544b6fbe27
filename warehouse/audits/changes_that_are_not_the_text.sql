-- Wrong: a change, or a passage found by a relay check, whose words are not those of the article it is said to be in.
-- Means: reports would show a difference between outlets that there is not.
-- Do: `sayso match` writes it anew once its story has changed; report it, sayso should never write this.
WITH passages AS (
    SELECT 'change' AS what, group_id AS id, left_version_id AS version_id, left_start AS span_start,
        left_end AS span_end, left_text AS text
    FROM changes
    UNION ALL SELECT 'change', group_id, right_version_id, right_start, right_end, right_text FROM changes
    UNION ALL SELECT 'relay check', claim_id, found_version_id, found_start, found_end, found_text
    FROM relay_checks WHERE found_version_id IS NOT NULL
)
SELECT DISTINCT p.what || ' that is not the text' AS problem, p.id
FROM passages AS p JOIN article_versions AS v USING (version_id)
WHERE p.text <> substring(v.text, p.span_start + 1, p.span_end - p.span_start);
