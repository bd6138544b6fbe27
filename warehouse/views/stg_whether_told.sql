-- Does an outlet that covers a story tell this claim of it?
-- Grain: one row for each claim group and each outlet that has an article in the group's story.
CREATE OR REPLACE VIEW stg_whether_told AS
WITH coverage AS (
    SELECT
        s.story_id,
        v.outlet_id,
        v.outlet,
        bool_and(v.completeness = 'complete') AS complete,
        bool_or(v.synthetic) AS synthetic
    FROM story_versions AS s
    JOIN stg_latest_versions AS v USING (version_id)
    GROUP BY ALL
),
told AS NOT MATERIALIZED (
    SELECT story_id, group_id, outlet_id, count(*) AS tellings, arg_min(wording, position) AS wording
    FROM stg_matched_claims
    GROUP BY ALL
),
-- An outlet that prints eight words of a quotation in a row does not pass over it, whatever became of them there. To
-- find out fast, each fourth of the words of a text, with the three after it, is looked up among those of quotations.
quotations AS NOT MATERIALIZED (
    SELECT
        story_id,
        group_id,
        list_filter(
            list_transform(
                CASE WHEN kind = 'direct' THEN [wording] ELSE
                    regexp_extract_all(wording, '["“”„«»]([^"“”„«»]+)["“”„«»]', 1) END,
                lambda quote: regexp_extract_all(lower(quote), '[\pL\pN]+')
            ),
            lambda words: len(words) >= 8
        ) AS quotes
    FROM stg_matched_claims
    WHERE kind IN ('direct', 'mixed')
),
quoted_fours AS (
    SELECT
        story_id,
        group_id,
        unnest(flatten([
            [hash(array_to_string(words[n : n + 3], ' ')) FOR n IN range(1, len(words) - 2)] FOR words IN quotes
        ])) AS four
    FROM quotations
),
texts AS NOT MATERIALIZED (
    SELECT s.story_id, v.outlet_id, ' ' || regexp_replace(lower(a.text), '[^\pL\pN]+', ' ', 'g') || ' ' AS words
    FROM story_versions AS s
    JOIN stg_latest_versions AS v ON v.version_id = s.version_id
    -- The text is not that of stg_latest_versions, which would hand on all there are.
    JOIN article_versions AS a ON a.version_id = s.version_id
),
printed_fours AS (
    SELECT story_id, outlet_id, hash(unnest(regexp_extract_all(words, '[^ ]+ [^ ]+ [^ ]+ [^ ]+'))) AS four
    FROM texts
),
near AS (
    SELECT DISTINCT p.story_id, q.group_id, p.outlet_id
    FROM printed_fours AS p
    JOIN quoted_fours AS q ON q.story_id = p.story_id AND q.four = p.four
),
echoed AS (
    SELECT DISTINCT near.story_id, near.group_id, near.outlet_id
    FROM near
    ANTI JOIN told AS t ON t.story_id = near.story_id AND t.group_id = near.group_id AND t.outlet_id = near.outlet_id
    JOIN quotations AS q ON q.story_id = near.story_id AND q.group_id = near.group_id
    JOIN texts ON texts.story_id = near.story_id AND texts.outlet_id = near.outlet_id
    WHERE list_bool_or(flatten([
        [contains(texts.words, ' ' || array_to_string(words[n : n + 7], ' ') || ' ') FOR n IN range(1, len(words) - 6)]
        FOR words IN q.quotes
    ]))
)
SELECT
    g.story_id,
    g.group_id,
    coverage.outlet_id,
    coverage.outlet,
    CASE
        WHEN told.tellings > 0 THEN 'told'
        WHEN coverage.complete AND echoed.group_id IS NULL THEN 'absent'
        ELSE 'unknown'
    END AS presence,
    coalesce(told.tellings, 0) AS tellings,
    told.wording,
    coverage.synthetic
FROM claim_groups AS g
JOIN coverage ON coverage.story_id = g.story_id
LEFT JOIN told ON told.story_id = g.story_id AND told.group_id = g.group_id AND told.outlet_id = coverage.outlet_id
LEFT JOIN echoed ON echoed.story_id = g.story_id AND echoed.group_id = g.group_id AND echoed.outlet_id = coverage.outlet_id;

COMMENT ON VIEW stg_whether_told IS 'Does an outlet that covers a story tell this claim of it? One row for each claim group and each outlet in its story.';
COMMENT ON COLUMN stg_whether_told.story_id IS 'The story.';
COMMENT ON COLUMN stg_whether_told.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_whether_told.outlet_id IS 'The outlet.';
COMMENT ON COLUMN stg_whether_told.outlet IS 'Its name.';
COMMENT ON COLUMN stg_whether_told.presence IS 'told; absent; or unknown, where it is not told but an article of the outlet was cut off, or has eight quoted words of it in a row.';
COMMENT ON COLUMN stg_whether_told.tellings IS 'How often the outlet tells it.';
COMMENT ON COLUMN stg_whether_told.wording IS 'The claim in the outlet''s words, at its first telling; NULL where it does not tell it.';
COMMENT ON COLUMN stg_whether_told.synthetic IS 'True where the outlet, or its article, is no real one.';
