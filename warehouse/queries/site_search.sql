-- Which claims have these words, whole or in part, or words nearly like them?
-- Grain: one row a claim in the newest version of an article, best first: those with the text as it was asked for,
-- then those with all of its words, then those with most; a word counts as found, a little less, where one within a
-- letter or two of it is there. Parameters: text, folded; words, of it; most, how many rows.
WITH folded AS (
    SELECT
        w.claim_id,
        coalesce(w.group_id, w.claim_id) AS page_id,
        w.wording,
        coalesce(w.known_as, w.speaker, '') AS speaker,
        w.publisher,
        lower(strip_accents(concat_ws(' ', w.wording, w.speaker, w.known_as, w.publisher))) AS told
    FROM who_said_what AS w
),
asked AS (
    SELECT unnest($words::VARCHAR[]) AS word
),
vocabulary AS (
    SELECT DISTINCT unnest(string_split_regex(told, '[^\w]+')) AS word FROM folded
),
near AS (
    SELECT a.word AS asked, v.word AS found
    FROM asked AS a
    JOIN vocabulary AS v
        ON len(a.word) >= 4
        AND abs(len(a.word) - len(v.word)) <= 2
        AND NOT contains(v.word, a.word)
        AND damerau_levenshtein(a.word, v.word) <= CASE WHEN len(a.word) >= 8 THEN 2 ELSE 1 END
),
hits AS (
    SELECT f.claim_id, a.word, 1.0 AS weight
    FROM folded AS f
    JOIN asked AS a ON contains(f.told, a.word)
    UNION ALL
    SELECT f.claim_id, n.asked, 0.6
    FROM folded AS f
    JOIN near AS n ON list_contains(string_split_regex(f.told, '[^\w]+'), n.found)
),
best AS (
    SELECT claim_id, word, max(weight) AS weight FROM hits GROUP BY claim_id, word
),
scored AS (
    SELECT claim_id, sum(weight) AS score, count(*) AS words FROM best GROUP BY claim_id
)
SELECT f.claim_id, f.page_id, f.wording, f.speaker, f.publisher AS outlet
FROM scored AS s
JOIN folded AS f USING (claim_id)
WHERE s.words >= least(len($words::VARCHAR[]), greatest(1, len($words::VARCHAR[]) - 1))
ORDER BY contains(f.told, $text::VARCHAR) DESC, s.score DESC, len(f.wording), f.claim_id
LIMIT $most;
