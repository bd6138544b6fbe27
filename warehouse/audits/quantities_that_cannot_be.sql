-- Wrong: a number that is none, or a claim that gives one thing at least more than it gives it at most.
-- Means: number conflicts would be reported that are none.
-- Do: read the claim (`sayso trace ID`); report it, a bound was misread.
SELECT 'number that is none' AS problem, claim_id AS id FROM quantities WHERE NOT isfinite(value)
UNION ALL SELECT 'bounds reversed', low.claim_id
FROM quantities AS low
JOIN quantities AS high USING (claim_id)
WHERE low.bound = 'at_least' AND high.bound = 'at_most' AND high.position = low.position + 1
  AND low.unit = high.unit AND low.value > high.value;
