-- Which article has one of $urls, as its canonical URL or else as one that it was fetched from?
-- Grain: one row the article, or none.
WITH named AS (
    SELECT article_id, 0 AS distance FROM articles WHERE url IN (SELECT unnest($urls::VARCHAR[]))
    UNION ALL
    SELECT v.article_id, 1
    FROM pages AS p
    JOIN page_extractions AS e USING (page_id)
    JOIN article_versions AS v ON v.version_id = e.version_id
    WHERE p.url IN (SELECT unnest($urls::VARCHAR[]))
    UNION ALL
    SELECT v.article_id, 1
    FROM fetches AS f
    JOIN page_extractions AS e USING (page_id)
    JOIN article_versions AS v ON v.version_id = e.version_id
    WHERE f.url IN (SELECT unnest($urls::VARCHAR[])) OR f.final_url IN (SELECT unnest($urls::VARCHAR[]))
)
SELECT article_id FROM named ORDER BY distance, article_id LIMIT 1;
