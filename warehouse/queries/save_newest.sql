-- Brings newest_versions up to what pages and versions are now; only what has changed is written.
CREATE OR REPLACE TEMP TABLE found AS FROM stg_versions_fetched_last;
DELETE FROM newest_versions WHERE article_id IN (
    SELECT n.article_id
    FROM newest_versions AS n
    LEFT JOIN found AS f USING (article_id)
    WHERE (f.version_id, f.fetched_at) IS DISTINCT FROM (n.version_id, n.fetched_at)
);
INSERT INTO newest_versions BY NAME
FROM found ANTI JOIN newest_versions USING (article_id);
DROP TABLE found;
