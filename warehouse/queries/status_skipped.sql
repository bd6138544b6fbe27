-- What was skipped, in which stage, and why? Grain: one row a stage and reason, newest first; reasons that differ in URLs,
-- quotations and numbers alone are one, told as the newest item has it. `newest` is when the page or feed came that this
-- item is from; NULL for files that were never read.
WITH dated AS (
    SELECT
        k.stage,
        k.item_key,
        k.reason,
        coalesce(p.fetched_at, q.fetched_at, f.checked_at, a.checked_at) AS moment,
        regexp_replace(
            regexp_replace(
                regexp_replace(replace(k.reason, k.item_key, '…'), '(https?|file):\S+', '…', 'g'),
                '''[^'']{0,200}''|"[^"]{0,200}"', '…', 'g'
            ),
            '\d[\d,.]*', '#', 'g'
        ) AS why
    FROM skipped AS k
    LEFT JOIN pages AS p ON p.page_id = k.item_id
    LEFT JOIN article_versions AS v ON v.version_id = k.item_id
    LEFT JOIN pages AS q ON q.page_id = v.page_id
    LEFT JOIN feeds AS f ON f.feed_id = k.item_id
    LEFT JOIN addresses AS a ON a.address_id = k.item_id
)
SELECT
    stage,
    arg_max(reason, coalesce(moment, TIMESTAMP '1970-01-01')) AS reason,
    count(*) AS items,
    max(moment) AS newest,
    arg_max(item_key, coalesce(moment, TIMESTAMP '1970-01-01')) AS example
FROM dated
GROUP BY stage, why
ORDER BY newest DESC NULLS LAST, items DESC, stage, why;
