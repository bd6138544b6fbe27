-- Drops the bytes of pages that were read from a folder before $before, of those that were read as an article.
CREATE OR REPLACE TEMP TABLE dropped AS
SELECT page_id
FROM pages SEMI JOIN page_extractions USING (page_id)
WHERE archived_in IS NULL AND octet_length(body) > 0 AND fetched_at < $before;

INSERT OR IGNORE INTO dropped_bodies SELECT page_id, $now FROM dropped;

UPDATE pages SET body = ''::BLOB WHERE page_id IN (FROM dropped);

DROP TABLE dropped;
