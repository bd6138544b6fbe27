-- Grain: one row an article's newest version that $encoder has not encoded.
SELECT version_id
FROM newest_versions
ANTI JOIN (FROM article_vectors WHERE encoder = $encoder) AS known USING (version_id)
ORDER BY version_id;
