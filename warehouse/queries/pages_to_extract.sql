-- Grain: one row a page that $extractor has neither read nor failed to read, and that does not lie in another archive
-- than the files $archive, which NULL does not restrict. Of those the pages $chosen; where that is NULL, those that no
-- extractor has dealt with, and the others of their URLs: what two extractors make of an article differs like an edit.
WITH waiting AS (
    SELECT page_id, outlet_id, url
    FROM pages
    WHERE ($archive IS NULL OR archived_in IS NULL OR archived_in IN (SELECT unnest($archive::VARCHAR[])))
      AND page_id NOT IN (SELECT page_id FROM page_extractions WHERE extractor = $extractor)
      AND page_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'extract' AND maker = $extractor)
      AND page_id NOT IN (SELECT page_id FROM dropped_bodies)
),
fresh AS (
    SELECT outlet_id, url
    FROM waiting
    WHERE page_id NOT IN (SELECT page_id FROM page_extractions)
      AND page_id NOT IN (SELECT item_id FROM skipped WHERE stage = 'extract')
)
SELECT page_id
FROM waiting
WHERE page_id IN (SELECT unnest($chosen::VARCHAR[]))
   OR ($chosen IS NULL AND (outlet_id, url) IN (SELECT (outlet_id, url) FROM fresh))
ORDER BY page_id;
