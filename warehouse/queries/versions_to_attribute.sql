-- Grain: one row an article version in which $extractor has neither looked for claims nor failed to.
SELECT version_id
FROM article_versions
WHERE version_id NOT IN (SELECT version_id FROM version_attributions WHERE extractor = $extractor)
  AND version_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'attribute' AND maker = $extractor)
ORDER BY version_id;
