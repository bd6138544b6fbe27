-- Which articles are wire copy, or the text of another outlet, and how much was edited?
-- Grain: one row for each article, in its newest version, and earlier article of another outlet that it was taken from.
-- Example: Whose text is this, and was the outlet credited?
--   SELECT outlet, origin_outlet, wire, whole, credited, round(share, 2) AS share, round(edited, 2) AS edited
--   FROM copied_articles
--   ORDER BY share DESC, version_id, origin_id
CREATE OR REPLACE VIEW copied_articles AS
WITH passages AS (
    SELECT version_id, origin_id, count(*) AS passages, sum(words) AS words
    FROM copied_passages
    GROUP BY ALL
)
SELECT
    v.outlet_id,
    v.outlet,
    v.title,
    v.url,
    v.published,
    source.outlet_id AS origin_outlet_id,
    source.outlet AS origin_outlet,
    source.title AS origin_title,
    source.url AS origin_url,
    source.published AS origin_published,
    coalesce(o.kind = 'wire', false) AS wire,
    c.whole,
    c.credited,
    c.share,
    c.edited,
    coalesce(p.passages, 0) AS passages,
    coalesce(p.words, 0)::BIGINT AS words,
    c.version_id,
    c.origin_id,
    v.synthetic OR source.synthetic AS synthetic
FROM copies AS c
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
JOIN stg_latest_versions AS source ON source.version_id = c.origin_id
LEFT JOIN outlets AS o ON o.outlet_id = source.outlet_id
LEFT JOIN passages AS p ON p.version_id = c.version_id AND p.origin_id = c.origin_id
ORDER BY c.whole DESC, c.share DESC, v.url, source.url;

COMMENT ON VIEW copied_articles IS 'Which articles are wire copy, or the text of another outlet, and how much was edited? One row for each copy.';
COMMENT ON COLUMN copied_articles.outlet_id IS 'The outlet whose article it is.';
COMMENT ON COLUMN copied_articles.outlet IS 'Its name.';
COMMENT ON COLUMN copied_articles.title IS 'The article''s headline.';
COMMENT ON COLUMN copied_articles.url IS 'Its URL.';
COMMENT ON COLUMN copied_articles.published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN copied_articles.origin_outlet_id IS 'The outlet it was taken from.';
COMMENT ON COLUMN copied_articles.origin_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN copied_articles.origin_title IS 'The headline of the article that it was taken from.';
COMMENT ON COLUMN copied_articles.origin_url IS 'The URL of that one.';
COMMENT ON COLUMN copied_articles.origin_published IS 'When that one was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN copied_articles.wire IS 'True where it was taken from a wire agency.';
COMMENT ON COLUMN copied_articles.whole IS 'True for wire copy and near-copies; false for an article of its own with passages of another.';
COMMENT ON COLUMN copied_articles.credited IS 'True where it names the outlet it was taken from.';
COMMENT ON COLUMN copied_articles.share IS 'Of its words, the share that was taken over, 0 to 1.';
COMMENT ON COLUMN copied_articles.edited IS 'Of the words taken over, the share that was changed, 0 to 1.';
COMMENT ON COLUMN copied_articles.passages IS 'How many passages were taken over.';
COMMENT ON COLUMN copied_articles.words IS 'How many words these have.';
COMMENT ON COLUMN copied_articles.version_id IS 'The article version.';
COMMENT ON COLUMN copied_articles.origin_id IS 'The article version that it was taken from.';
COMMENT ON COLUMN copied_articles.synthetic IS 'True where one of the articles or outlets is no real one.';
