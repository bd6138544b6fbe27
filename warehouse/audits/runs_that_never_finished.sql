-- Wrong: the last run was killed, or another counts as running although later ones have ended.
-- Means: what it saved is there; what it had not come to, and its snapshot, are not.
-- Do: `sayso run`, which goes on from there.
SELECT 'run that never finished' AS problem, r.run_id AS id
FROM runs AS r
WHERE r.finished_at IS NULL
  AND (
      r.status = 'running'
      OR NOT EXISTS (FROM runs AS later WHERE later.finished_at IS NOT NULL AND later.started_at >= r.started_at)
  );
