-- Which comparisons are to go: those of the articles $article_ids, and of articles that have one version by now?
-- Grain: one row an article, in `outdated`.
CREATE OR REPLACE TEMP TABLE outdated AS
SELECT article_id
FROM comparisons
WHERE article_id IN (SELECT unnest($article_ids::VARCHAR[]))
   OR article_id NOT IN (
        SELECT article_id
        FROM article_versions SEMI JOIN page_extractions USING (version_id)
        GROUP BY article_id
        HAVING count(*) > 1
   );
