-- Stores which outlets print eight words in a row of a claim group's quotation though they tell the claim nowhere, for the
-- groups of `made` (group_id), in place of those held: such an outlet does not pass over the quotation, whatever became of
-- it there.
--
-- What is printed is the text of an article of the group's story. To find it fast, each fourth of the words of a text, with
-- the three after it, is looked up among those of quotations.
DELETE FROM echoes WHERE group_id IN (FROM made);

INSERT INTO echoes
WITH tellings AS (
    SELECT g.story_id, g.group_id, c.outlet_id, c.kind, c.wording
    FROM made
    JOIN claim_groups AS g USING (group_id)
    JOIN group_claims AS m USING (group_id)
    JOIN claims AS c USING (claim_id)
),
quotations AS (
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
    FROM tellings
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
texts AS (
    SELECT s.story_id, a.outlet_id, ' ' || regexp_replace(lower(v.text), '[^\pL\pN]+', ' ', 'g') || ' ' AS words
    FROM story_versions AS s
    SEMI JOIN tellings AS t ON t.story_id = s.story_id
    JOIN article_versions AS v ON v.version_id = s.version_id
    JOIN articles AS a ON a.article_id = v.article_id
),
printed_fours AS (
    SELECT story_id, outlet_id, hash(unnest(regexp_extract_all(words, '[^ ]+ [^ ]+ [^ ]+ [^ ]+'))) AS four
    FROM texts
),
near AS (
    SELECT DISTINCT p.story_id, q.group_id, p.outlet_id
    FROM printed_fours AS p
    JOIN quoted_fours AS q ON q.story_id = p.story_id AND q.four = p.four
)
SELECT DISTINCT near.group_id, near.outlet_id
FROM near
ANTI JOIN tellings AS t ON t.group_id = near.group_id AND t.outlet_id = near.outlet_id
JOIN quotations AS q ON q.group_id = near.group_id
JOIN texts ON texts.story_id = near.story_id AND texts.outlet_id = near.outlet_id
WHERE list_bool_or(flatten([
    [contains(texts.words, ' ' || array_to_string(words[n : n + 7], ' ') || ' ') FOR n IN range(1, len(words) - 6)]
    FOR words IN q.quotes
]));
