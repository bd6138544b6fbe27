-- Grain: one row a match, of all or of $match_ids; its evidence as a list in its order.
SELECT m.*, coalesce(e.features, []) AS features
FROM matches AS m
LEFT JOIN match_evidence AS e USING (match_id)
WHERE $match_ids IS NULL OR m.match_id IN (SELECT unnest($match_ids::VARCHAR[]))
ORDER BY m.match_id;
