-- Wrong: how a claim stands in the versions of its article, told of versions or claims that are gone.
-- Means: a claim seems to stand, or to be withdrawn, in a text that is not held.
-- Do: nothing: the next `sayso run` compares the article anew; report it where it stays.
SELECT 'standing without comparison' AS problem, standing_id AS id FROM standings ANTI JOIN comparisons USING (article_id)
UNION ALL SELECT DISTINCT 'standing without claim', standing_id
FROM (SELECT standing_id, unnest(claim_ids) AS claim_id FROM standings) ANTI JOIN claims USING (claim_id)
UNION ALL SELECT DISTINCT 'standing without version', standing_id
FROM (SELECT standing_id, article_id, unnest(version_ids) AS version_id FROM standings)
ANTI JOIN article_versions USING (version_id, article_id)
UNION ALL SELECT 'standing under another claim', standing_id
FROM standings WHERE standing_id IS DISTINCT FROM claim_ids[1] OR len(claim_ids) <> len(version_ids)
UNION ALL SELECT 'step without standing', standing_id FROM standing_steps ANTI JOIN standings USING (standing_id)
UNION ALL SELECT 'step without version', standing_id FROM standing_steps ANTI JOIN article_versions USING (version_id);
