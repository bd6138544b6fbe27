-- Grain: one row a page that $extractor has neither read nor failed to read, and that does not lie in another archive
-- than the files $archive, which NULL does not restrict.
SELECT page_id
FROM pages
WHERE ($archive IS NULL OR archived_in IS NULL OR archived_in IN (SELECT unnest($archive::VARCHAR[])))
  AND page_id NOT IN (SELECT page_id FROM page_extractions WHERE extractor = $extractor)
  AND page_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'extract' AND maker = $extractor)
  AND page_id NOT IN (SELECT page_id FROM dropped_bodies)
ORDER BY page_id;
