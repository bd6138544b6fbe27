-- Which places and bodies are claims about?
-- Grain: one row a name and what it is; newest versions only. Names count as the articles have them.
-- Example: What are most claims about?
--   SELECT name, kind, claims, articles, outlets
--   FROM names_mentioned
--   ORDER BY claims DESC, name, kind
--   LIMIT 5
CREATE OR REPLACE VIEW names_mentioned AS
SELECT
    m.text AS name,
    m.kind,
    count(DISTINCT m.claim_id) AS claims,
    count(DISTINCT v.article_id) AS articles,
    count(DISTINCT v.outlet_id) AS outlets,
    min(v.published) AS first_published,
    max(v.published) AS last_published,
    bool_or(v.synthetic) AS synthetic
FROM mentions AS m
JOIN claims AS c ON c.claim_id = m.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
GROUP BY m.text, m.kind;

COMMENT ON VIEW names_mentioned IS 'Which places and bodies are claims about? One row a name and what it is.';
COMMENT ON COLUMN names_mentioned.name IS 'The name.';
COMMENT ON COLUMN names_mentioned.kind IS 'place or organisation.';
COMMENT ON COLUMN names_mentioned.claims IS 'Claims that name it.';
COMMENT ON COLUMN names_mentioned.articles IS 'Articles that have those claims.';
COMMENT ON COLUMN names_mentioned.outlets IS 'Outlets that have those claims.';
COMMENT ON COLUMN names_mentioned.first_published IS 'When the first of those articles was published, UTC; NULL where no page says.';
COMMENT ON COLUMN names_mentioned.last_published IS 'When the last was, UTC; NULL where no page says.';
COMMENT ON COLUMN names_mentioned.synthetic IS 'True where one of the articles or outlets is no real one.';
