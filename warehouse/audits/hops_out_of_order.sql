-- Wrong: a chain that is not numbered 0 to n, has its publisher anywhere but at its end, or a speaker but at its start.
-- Means: who said it, and through whom, is told in the wrong order.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
SELECT 'chain not numbered from 0' AS problem, claim_id AS id
FROM hops GROUP BY claim_id HAVING min(position) <> 0 OR max(position) <> count(DISTINCT position) - 1
UNION ALL SELECT 'chain with a speaker in its midst', claim_id FROM hops WHERE role = 'speaker' AND position > 0
UNION ALL SELECT 'chain with a publisher before its end', claim_id
FROM hops GROUP BY claim_id HAVING max(position) FILTER (role = 'publisher') < max(position)
    OR count(*) FILTER (role = 'publisher') > 1;
