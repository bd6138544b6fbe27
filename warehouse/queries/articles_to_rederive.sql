-- Which articles were made by another extractor or model than these, the latest fetched first? A page that another
-- extractor could not read is one by itself; one whose bytes are gone, or lie in another archive than the files $archive,
-- which NULL does not restrict, is left as it is. Grain: one row an article, the first $most.
WITH outdated AS (
    SELECT page_id
    FROM pages
    WHERE ($archive IS NULL OR archived_in IS NULL OR archived_in IN (SELECT unnest($archive::VARCHAR[])))
      AND page_id NOT IN (SELECT page_id FROM page_extractions WHERE extractor = $extractor)
      AND page_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'extract' AND maker = $extractor)
      AND page_id NOT IN (SELECT page_id FROM dropped_bodies)
      AND (
          page_id IN (SELECT page_id FROM page_extractions)
          OR page_id IN (SELECT item_id FROM skipped WHERE stage = 'extract')
      )
    UNION
    SELECT page_id
    FROM page_extractions
    WHERE version_id NOT IN (SELECT version_id FROM version_attributions WHERE extractor = $attributor)
      AND version_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'attribute' AND maker = $attributor)
      AND (
          version_id IN (SELECT version_id FROM version_attributions)
          OR version_id IN (SELECT item_id FROM skipped WHERE stage = 'attribute')
      )
),
held AS (
    SELECT p.page_id, coalesce(v.article_id, p.page_id) AS article_id, p.fetched_at
    FROM pages AS p
    LEFT JOIN page_extractions AS e ON e.page_id = p.page_id
    LEFT JOIN article_versions AS v ON v.version_id = e.version_id
)
SELECT article_id, list(page_id ORDER BY page_id) AS page_ids
FROM held
WHERE article_id IN (SELECT article_id FROM held SEMI JOIN outdated USING (page_id))
GROUP BY article_id
ORDER BY max(fetched_at) DESC, article_id
LIMIT $most;
