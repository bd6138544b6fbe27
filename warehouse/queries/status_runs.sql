-- What ran of late, and what did each run leave the warehouse with? Grain: one row a run, the newest $most, newest first:
-- by their rows, since a clock that was wrong tells no order.
SELECT run_id, started_at, finished_at, status, sayso_version, counts, findings
FROM runs
ORDER BY rowid DESC
LIMIT $most;
