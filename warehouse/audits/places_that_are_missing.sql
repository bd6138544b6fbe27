-- Wrong: a page of which neither the bytes nor their place in the archive are on record, or half of the place.
-- Means: a better extractor cannot read it again, and nobody can check what the page said.
-- Do: `sayso ingest` the file or URL again.
SELECT 'page without body and place' AS problem, page_id AS id
FROM pages ANTI JOIN dropped_bodies USING (page_id)
WHERE octet_length(body) = 0 AND archived_in IS NULL
UNION ALL SELECT 'half a place', page_id
FROM pages WHERE (archived_in IS NULL) <> (archive_offset IS NULL) OR (archived_in IS NULL) <> (archive_length IS NULL)
UNION ALL SELECT 'half a place', fetch_id
FROM fetches WHERE (archived_in IS NULL) <> (archive_offset IS NULL) OR (archived_in IS NULL) <> (archive_length IS NULL)
UNION ALL SELECT 'dropped body of no page', page_id FROM dropped_bodies ANTI JOIN pages USING (page_id);
