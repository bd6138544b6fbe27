-- Grain: one row a match, of all or of $match_ids; its evidence as a list in its order.
WITH chosen AS (
    SELECT * FROM matches WHERE $match_ids IS NULL OR match_id IN (SELECT unnest($match_ids::VARCHAR[]))
),
evidence AS (
    SELECT match_id, list(f ORDER BY f.position) AS features
    FROM match_features AS f SEMI JOIN chosen USING (match_id) GROUP BY match_id
)
SELECT chosen.*, coalesce(evidence.features, []) AS features
FROM chosen
LEFT JOIN evidence USING (match_id)
ORDER BY match_id;
