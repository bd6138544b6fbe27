-- Which stories does a report on all outlets tell, and how many claims does it read for each?
-- Grain: one row a story with articles of two or more outlets; those that most outlets carry come first.
SELECT
    s.story_id,
    count(DISTINCT a.outlet_id) AS outlets,
    sum(coalesce(c.claims, 0))::BIGINT AS claims
FROM story_versions AS s
JOIN article_versions AS v USING (version_id)
JOIN articles AS a USING (article_id)
LEFT JOIN (SELECT version_id, count(*) AS claims FROM claims GROUP BY ALL) AS c USING (version_id)
GROUP BY ALL
HAVING count(DISTINCT a.outlet_id) > 1
ORDER BY outlets DESC, s.story_id;
