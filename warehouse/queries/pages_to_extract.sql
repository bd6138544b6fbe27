-- Grain: one row a page that $extractor has neither read nor failed to read.
SELECT page_id
FROM pages
WHERE page_id NOT IN (SELECT page_id FROM page_extractions WHERE extractor = $extractor)
  AND page_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'extract' AND maker = $extractor)
ORDER BY page_id;
