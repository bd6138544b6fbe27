-- Which articles of several versions are yet to be compared, or have other versions or claims since they were?
-- Grain: one row an article, with its versions in their order.
WITH versions AS (
    SELECT article_id, version_id, version FROM article_history WHERE versions > 1
),
told AS (
    SELECT version_id, array_to_string(list_sort(list(claim_id)), ' ') AS claims
    FROM claims SEMI JOIN versions USING (version_id)
    GROUP BY version_id
),
histories AS (
    SELECT
        article_id,
        list(version_id ORDER BY version) AS version_ids,
        md5($maker || string_agg(version_id || ':' || coalesce(claims, ''), ',' ORDER BY version)) AS fingerprint
    FROM versions
    LEFT JOIN told USING (version_id)
    GROUP BY article_id
)
SELECT h.article_id, h.version_ids, h.fingerprint
FROM histories AS h
LEFT JOIN comparisons AS c USING (article_id)
WHERE c.fingerprint IS DISTINCT FROM h.fingerprint
ORDER BY h.article_id;
