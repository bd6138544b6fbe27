-- Pairs of claims of different stories that are worth scoring. Grain: one row a pair, left_id < right_id.
--
-- Of each pair at least one is in `fresh` (claim_id), the other in claim_keys; their articles appeared at most $days
-- apart. They share two of their rarest words, or a run of quoted words, that at most $bucket claims share.
WITH span AS (
    -- What has no day could be near any.
    SELECT
        CASE WHEN count(*) = count(day) THEN min(day) - $days::INTEGER END AS earliest,
        max(day) + $days::INTEGER AS latest
    FROM claim_keys SEMI JOIN fresh USING (claim_id)
),
pool AS (
    SELECT row_number() OVER () AS n, k.claim_id, k.day, k.story_id, k.rare, k.quoted, f.claim_id IS NOT NULL AS is_fresh
    FROM claim_keys AS k
    LEFT JOIN fresh AS f USING (claim_id), span
    WHERE (len(k.rare) > 1 OR len(k.quoted) > 0)
      AND (k.day IS NULL OR span.earliest IS NULL OR k.day BETWEEN span.earliest AND span.latest)
),
words AS (
    SELECT n, is_fresh, unnest(rare) AS word FROM pool
),
asked AS (
    SELECT DISTINCT word FROM words WHERE is_fresh
),
-- Of each claim, the words that some fresh claim has: pairs of others can bring no fresh claim up.
telling_words AS (
    SELECT n, bool_or(is_fresh) AS is_fresh, list_sort(list(word)) AS rare
    FROM words SEMI JOIN asked USING (word)
    GROUP BY n
    HAVING count(*) > 1
),
keyed AS (
    SELECT n, is_fresh, unnest(
        flatten([[hash(rare[i], other) FOR other IN rare[i + 1:]] FOR i IN range(1, len(rare))])
    ) AS key
    FROM telling_words
    UNION ALL
    SELECT n, is_fresh, hash(unnest(quoted)) FROM pool
),
buckets AS (
    SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND $bucket AND bool_or(is_fresh)
),
kept AS (
    SELECT keyed.* FROM keyed SEMI JOIN buckets USING (key)
),
pairs AS (
    SELECT DISTINCT least(a.n, b.n) AS one, greatest(a.n, b.n) AS other
    FROM kept AS a JOIN kept AS b ON a.key = b.key AND a.n <> b.n
    WHERE a.is_fresh AND (NOT b.is_fresh OR a.n < b.n)
)
SELECT least(a.claim_id, b.claim_id) AS left_id, greatest(a.claim_id, b.claim_id) AS right_id
FROM pairs
JOIN pool AS a ON a.n = pairs.one
JOIN pool AS b ON b.n = pairs.other
WHERE a.story_id <> b.story_id
  AND (a.day IS NULL OR b.day IS NULL OR abs(a.day - b.day) <= $days)
ORDER BY left_id, right_id;
