-- How many articles have these words, day by day and outlet by outlet, and is that much of what there was?
-- Grain: one row an outlet and day of publication with articles held; newest versions only. Articles whose page does not say when
-- are left out.
-- Example: How much of what was published named Rubio?
--   SELECT "day", sum(articles)::INTEGER AS articles, sum(of_all)::INTEGER AS of_all
--   FROM attention_to('rubio')
--   GROUP BY "day"
--   ORDER BY "day"
CREATE OR REPLACE MACRO attention_to(words, since := TIMESTAMP '-infinity', before := TIMESTAMP 'infinity') AS TABLE
WITH read AS (
    SELECT
        v.published::DATE AS "day",
        v.outlet_id,
        v.outlet,
        v.synthetic,
        trim(CAST(words AS VARCHAR)) <> ''
            AND (contains(lower(v.title), lower(trim(CAST(words AS VARCHAR))))
                OR contains(lower(v.text), lower(trim(CAST(words AS VARCHAR))))) AS has
    FROM stg_latest_versions AS v
    WHERE v.published IS NOT NULL
      AND v.published >= CAST(since AS TIMESTAMP)
      AND v.published < CAST(before AS TIMESTAMP)
)
SELECT
    r."day",
    r.outlet_id,
    any_value(r.outlet) AS outlet,
    count(*) FILTER (r.has) AS articles,
    count(*) AS of_all,
    count(*) FILTER (r.has) / count(*)::DOUBLE AS share,
    bool_or(r.synthetic) AS synthetic
FROM read AS r
GROUP BY r."day", r.outlet_id;

COMMENT ON MACRO TABLE attention_to IS 'How many articles have these words, day by day and outlet by outlet, and is that much of what there was? One row an outlet and day of publication with articles held.
words: words in their order and punctuation, whatever the case, in title or text.
since (may be left out): a TIMESTAMP, UTC: only articles published then or later.
before (may be left out): a TIMESTAMP, UTC: only articles published before.
day: The day, UTC.
outlet_id: The outlet.
outlet: Its name.
articles: Articles that have the words.
of_all: All articles of that outlet and day.
share: Articles with the words among them, 0 to 1.
synthetic: True where one of the articles or outlets is no real one.';
