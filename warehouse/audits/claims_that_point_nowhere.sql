-- Wrong: a claim of no version that was searched, or a part of a claim that is not there.
-- Means: joins drop it: a number, speaker or place is on record that no claim has.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
SELECT 'claim without attribution' AS problem, claim_id AS id FROM claims ANTI JOIN version_attributions USING (version_id)
UNION ALL SELECT 'claim of another outlet than its article', c.claim_id
FROM claims AS c
JOIN article_versions AS v USING (version_id)
JOIN articles AS a USING (article_id)
WHERE c.outlet_id <> a.outlet_id
UNION ALL SELECT 'claim without hop', claim_id FROM claims ANTI JOIN hops USING (claim_id)
UNION ALL SELECT 'hop without claim', claim_id FROM hops ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'number without claim', claim_id FROM quantities ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'date without claim', claim_id FROM date_mentions ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'hedge without claim', claim_id FROM hedges ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'mention without claim', claim_id FROM mentions ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'claim nested in no claim', inner_claim.claim_id
FROM claims AS inner_claim ANTI JOIN claims AS outer_claim ON outer_claim.claim_id = inner_claim.nested_in
WHERE inner_claim.nested_in IS NOT NULL;
