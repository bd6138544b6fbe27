-- Grain: one row an article version in which $extractor has neither looked for claims nor failed to. Of those the
-- versions of the pages $chosen; where that is NULL, those in which none has, and the others of their articles: what two
-- models find in an article differs as if claims had been withdrawn.
WITH waiting AS (
    SELECT version_id, article_id
    FROM article_versions
    WHERE version_id NOT IN (SELECT version_id FROM version_attributions WHERE extractor = $extractor)
      AND version_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'attribute' AND maker = $extractor)
),
fresh AS (
    SELECT article_id
    FROM waiting
    WHERE version_id NOT IN (SELECT version_id FROM version_attributions)
      AND version_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'attribute')
)
SELECT version_id
FROM waiting
WHERE version_id IN (
        SELECT version_id FROM page_extractions WHERE page_id IN (SELECT unnest($chosen::VARCHAR[]))
    )
   OR ($chosen IS NULL AND article_id IN (SELECT article_id FROM fresh))
ORDER BY version_id;
