-- Deletes requests of before $before, but the last of each URL, the last of each file of the archive, by which a run knows
-- where to go on, and those that gave a page, by which an article is found under the URL that it was fetched from.
CREATE OR REPLACE TEMP TABLE dropped AS
SELECT fetch_id
FROM (
    SELECT
        fetch_id,
        page_id,
        fetched_at,
        row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id) AS of_url,
        row_number() OVER (PARTITION BY archived_in ORDER BY archive_offset DESC) AS of_file,
        archived_in
    FROM fetches
)
WHERE page_id IS NULL AND fetched_at < $before AND of_url > 1 AND (archived_in IS NULL OR of_file > 1);

DELETE FROM fetches WHERE fetch_id IN (FROM dropped);

DROP TABLE dropped;
