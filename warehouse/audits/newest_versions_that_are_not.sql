-- Wrong: an article said to have another newest version than the one read from the page fetched last, or none.
-- Means: reports and questions go by what the article said before, or leave it out.
-- Do: nothing: the next page that is saved puts it right; report it where it stays.
SELECT 'newest version that is another' AS problem, article_id AS id
FROM stg_versions_fetched_last AS f
FULL JOIN newest_versions AS n USING (article_id)
WHERE (n.version_id, n.fetched_at) IS DISTINCT FROM (f.version_id, f.fetched_at);
