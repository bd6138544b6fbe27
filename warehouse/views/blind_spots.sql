-- Which stories of at least three outlets does another one, of the same language and day, not have?
-- Grain: one row an outlet and story that it has no article in, though it has articles of a day on which the story ran. It
-- speaks of the articles held: what was never fetched looks the same.
-- Example: Which wide stories does an outlet not have?
--   SELECT outlet, story, outlets, articles
--   FROM blind_spots
--   ORDER BY outlets DESC, outlet_id, story_id
CREATE OR REPLACE VIEW blind_spots AS
WITH ran AS (
    SELECT s.story_id, v.outlet_id, v.outlet, v.language, v.published::DATE AS "day", v.synthetic
    FROM story_versions AS s
    JOIN stg_latest_versions AS v ON v.version_id = s.version_id
),
wide AS (
    SELECT
        story_id,
        count(DISTINCT outlet_id) AS outlets,
        list_sort(list(DISTINCT outlet_id)) AS told_by_ids,
        bool_or(synthetic) AS synthetic
    FROM ran
    GROUP BY story_id
    HAVING count(DISTINCT outlet_id) > 2
),
story_days AS (
    SELECT DISTINCT r.story_id, r.language, r."day"
    FROM ran AS r
    SEMI JOIN wide AS w ON w.story_id = r.story_id
    WHERE r."day" IS NOT NULL AND r.language <> ''
),
outlet_days AS (
    SELECT
        outlet_id,
        any_value(outlet) AS outlet,
        language,
        published::DATE AS "day",
        count(*) AS articles,
        bool_or(synthetic) AS synthetic
    FROM stg_latest_versions
    WHERE published IS NOT NULL AND language <> ''
    GROUP BY outlet_id, language, published::DATE
),
missed AS (
    SELECT
        d.story_id,
        o.outlet_id,
        any_value(o.outlet) AS outlet,
        sum(o.articles)::BIGINT AS articles,
        bool_or(o.synthetic) AS synthetic
    FROM story_days AS d
    JOIN outlet_days AS o ON o."day" = d."day" AND o.language = d.language
    ANTI JOIN ran AS r ON r.story_id = d.story_id AND r.outlet_id = o.outlet_id
    GROUP BY d.story_id, o.outlet_id
)
SELECT
    m.outlet_id,
    m.outlet,
    m.story_id,
    s.title AS story,
    w.outlets,
    w.told_by_ids,
    m.articles,
    m.synthetic OR w.synthetic AS synthetic
FROM missed AS m
JOIN wide AS w ON w.story_id = m.story_id
JOIN stories AS s ON s.story_id = m.story_id;

COMMENT ON VIEW blind_spots IS 'Which stories of at least three outlets does another one, of the same language and day, not have? One row an outlet and story that it has no article in, though it has articles of a day on which the story ran.';
COMMENT ON COLUMN blind_spots.outlet_id IS 'The outlet.';
COMMENT ON COLUMN blind_spots.outlet IS 'Its name.';
COMMENT ON COLUMN blind_spots.story_id IS 'The story.';
COMMENT ON COLUMN blind_spots.story IS 'Title of the story''s earliest article.';
COMMENT ON COLUMN blind_spots.outlets IS 'How many outlets have it.';
COMMENT ON COLUMN blind_spots.told_by_ids IS 'Those outlets.';
COMMENT ON COLUMN blind_spots.articles IS 'Articles of other stories that this outlet has of those days.';
COMMENT ON COLUMN blind_spots.synthetic IS 'True where one of the articles or outlets is no real one.';
