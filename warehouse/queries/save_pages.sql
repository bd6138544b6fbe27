-- Stores `incoming` pages. One that is held keeps its body. It keeps its time too, unless another answer of the same
-- URL came between: then it is the newest again. It is read anew where its notes differ.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT i.page_id
FROM incoming AS i
LEFT JOIN pages AS p USING (page_id)
WHERE p.page_id IS NULL
   OR (p.media_type, p.note_title, p.note_byline, p.note_published, p.note_modified, p.note_language, p.note_synthetic)
      IS DISTINCT FROM
      (i.media_type, i.note_title, i.note_byline, i.note_published, i.note_modified, i.note_language, i.note_synthetic);

CREATE OR REPLACE TEMP TABLE returned AS
SELECT i.page_id, i.fetched_at
FROM incoming AS i
JOIN pages AS held USING (page_id)
JOIN pages AS later ON later.outlet_id = held.outlet_id AND later.url = held.url
GROUP BY i.page_id, i.fetched_at, held.fetched_at
HAVING max(later.fetched_at) > held.fetched_at AND i.fetched_at > max(later.fetched_at);

UPDATE pages SET fetched_at = r.fetched_at FROM returned AS r WHERE r.page_id = pages.page_id;

UPDATE pages SET
    media_type = i.media_type,
    note_title = i.note_title,
    note_byline = i.note_byline,
    note_published = i.note_published,
    note_modified = i.note_modified,
    note_language = i.note_language,
    note_synthetic = i.note_synthetic
FROM incoming AS i
WHERE i.page_id = pages.page_id AND i.page_id IN (FROM fresh);

DELETE FROM page_extractions WHERE page_id IN (FROM fresh);
DELETE FROM skipped WHERE stage = 'extract' AND item_id IN (FROM fresh);

INSERT INTO pages BY NAME
FROM incoming ANTI JOIN pages USING (page_id);

INSERT INTO fresh SELECT page_id FROM returned WHERE page_id NOT IN (FROM fresh);
