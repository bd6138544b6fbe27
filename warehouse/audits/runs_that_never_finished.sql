-- Wrong: the last run was killed, or another counts as running although later ones have begun.
-- Means: what it saved is there; what it had not come to, and its snapshot, are not.
-- Do: `sayso run`, which goes on from there.
-- By its status alone, which the next run to begin sets to failed: when a run began tells nothing of its place where a
-- clock was wrong.
SELECT 'run that never finished' AS problem, r.run_id AS id
FROM runs AS r
WHERE r.finished_at IS NULL AND r.status = 'running';
