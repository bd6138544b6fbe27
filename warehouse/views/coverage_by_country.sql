-- What is held in which language, and from which country?
-- Grain: one row a language of articles and country of outlets; newest versions only.
-- Example: Where does what is held come from?
--   SELECT language, country, outlets, articles, complete, claims, stories
--   FROM coverage_by_country
--   ORDER BY articles DESC, language, country
CREATE OR REPLACE VIEW coverage_by_country AS
WITH claimed AS (
    SELECT version_id, count(*) AS claims FROM claims GROUP BY version_id
),
placed AS (
    SELECT version_id, min(story_id) AS story_id FROM story_versions GROUP BY version_id
)
SELECT
    v.language,
    coalesce(o.country, '') AS country,
    count(DISTINCT v.outlet_id) AS outlets,
    count(*) AS articles,
    count(*) FILTER (v.completeness = 'complete') AS complete,
    coalesce(sum(c.claims), 0)::BIGINT AS claims,
    count(DISTINCT p.story_id) AS stories,
    min(v.published) AS first_published,
    max(v.published) AS last_published,
    bool_or(v.synthetic) AS synthetic
FROM stg_latest_versions AS v
LEFT JOIN outlets AS o ON o.outlet_id = v.outlet_id
LEFT JOIN claimed AS c ON c.version_id = v.version_id
LEFT JOIN placed AS p ON p.version_id = v.version_id
GROUP BY ALL;

COMMENT ON VIEW coverage_by_country IS 'What is held in which language, and from which country? One row a language of articles and country of outlets.';
COMMENT ON COLUMN coverage_by_country.language IS 'ISO 639-1 code of the articles; empty where it could not be told.';
COMMENT ON COLUMN coverage_by_country.country IS 'ISO 3166-1 alpha-2 code of the outlets; empty where they have none, or are not in the registry.';
COMMENT ON COLUMN coverage_by_country.outlets IS 'Outlets that have such articles.';
COMMENT ON COLUMN coverage_by_country.articles IS 'The articles.';
COMMENT ON COLUMN coverage_by_country.complete IS 'Those whose text was read whole.';
COMMENT ON COLUMN coverage_by_country.claims IS 'Claims in them.';
COMMENT ON COLUMN coverage_by_country.stories IS 'Stories that they are in.';
COMMENT ON COLUMN coverage_by_country.first_published IS 'When the first was published, UTC; NULL where no page says.';
COMMENT ON COLUMN coverage_by_country.last_published IS 'When the last was, UTC; NULL where no page says.';
COMMENT ON COLUMN coverage_by_country.synthetic IS 'True where one of the articles or outlets is no real one.';
