-- Which articles have been taken down?
-- Grain: one row an address that gave a page and now answers 404 or 410.
-- Example: Which articles are gone?
--   SELECT outlet, url, title, gone_at
--   FROM deleted_articles
--   ORDER BY gone_at DESC, url
CREATE OR REPLACE VIEW deleted_articles AS
SELECT
    d.outlet_id,
    coalesce(o.name, d.outlet_id) AS outlet,
    d.url,
    v.article_id,
    v.title,
    v.published,
    d.first_fetched_at,
    d.gone_at,
    d.status
FROM addresses AS d
LEFT JOIN outlets AS o ON o.outlet_id = d.outlet_id
LEFT JOIN (
    SELECT f.url, f.outlet_id, arg_max(e.version_id, f.fetched_at) AS version_id
    FROM fetches AS f
    JOIN page_extractions AS e USING (page_id)
    GROUP BY ALL
) AS last_page ON last_page.url = d.url AND last_page.outlet_id = d.outlet_id
LEFT JOIN article_versions AS v ON v.version_id = last_page.version_id
WHERE d.gone_at IS NOT NULL
ORDER BY d.gone_at DESC, d.url;

COMMENT ON VIEW deleted_articles IS 'Which articles have been taken down? One row an address that gave a page and now answers 404 or 410.';
COMMENT ON COLUMN deleted_articles.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN deleted_articles.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN deleted_articles.url IS 'The address.';
COMMENT ON COLUMN deleted_articles.article_id IS 'The article that it last gave; NULL where its page was no article.';
COMMENT ON COLUMN deleted_articles.title IS 'The last headline; NULL where its page was no article.';
COMMENT ON COLUMN deleted_articles.published IS 'Time of publication, UTC; NULL where the page did not say.';
COMMENT ON COLUMN deleted_articles.first_fetched_at IS 'When it was first fetched, UTC.';
COMMENT ON COLUMN deleted_articles.gone_at IS 'When it was first found deleted, UTC.';
COMMENT ON COLUMN deleted_articles.status IS 'Status that it now answers with.';
