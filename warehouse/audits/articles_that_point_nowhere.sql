-- Wrong: a page, article, version or reading that belongs to a row which is not there.
-- Means: joins drop it, so that views count fewer articles than are held.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
SELECT 'page without outlet' AS problem, page_id AS id FROM pages ANTI JOIN outlets USING (outlet_id)
UNION ALL SELECT 'article without outlet', article_id FROM articles ANTI JOIN outlets USING (outlet_id)
UNION ALL SELECT 'article without version', article_id FROM articles ANTI JOIN article_versions USING (article_id)
UNION ALL SELECT 'version without article', version_id FROM article_versions ANTI JOIN articles USING (article_id)
UNION ALL SELECT 'version without page', version_id FROM article_versions ANTI JOIN pages USING (page_id)
UNION ALL SELECT 'extraction without page', page_id FROM page_extractions ANTI JOIN pages USING (page_id)
UNION ALL SELECT 'extraction without version', page_id FROM page_extractions ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'attribution without version', version_id
FROM version_attributions ANTI JOIN article_versions USING (version_id);
