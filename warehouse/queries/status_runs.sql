-- What ran of late, and what did each run leave the warehouse with? Grain: one row a run, the newest $most, newest first.
SELECT run_id, started_at, finished_at, status, sayso_version, counts, findings
FROM runs
ORDER BY started_at DESC, rowid DESC
LIMIT $most;
