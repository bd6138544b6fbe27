-- Wrong: where a claim comes from, told of what is not there, of itself, of nobody, or miscounted.
-- Means: a claim seems to rest on more, fewer or other sources than it does.
-- Do: nothing: the next `sayso match` settles the story anew; report it where it stays.
SELECT 'provenance without claim group' AS problem, group_id AS id FROM provenance ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'first carrier outside its claim group', group_id
FROM provenance AS p
ANTI JOIN group_claims AS c ON c.group_id = p.group_id AND c.claim_id = p.first_claim_id
UNION ALL SELECT 'origins miscounted', group_id FROM provenance WHERE independent_sources <> len(origins)
UNION ALL SELECT 'taking without provenance', group_id FROM takings ANTI JOIN provenance USING (group_id)
UNION ALL SELECT 'taking outside its claim group', t.claim_id
FROM takings AS t
ANTI JOIN group_claims AS c ON c.group_id = t.group_id AND c.claim_id = t.claim_id
UNION ALL SELECT 'taking from outside its claim group', t.claim_id
FROM takings AS t
ANTI JOIN group_claims AS c ON c.group_id = t.group_id AND c.claim_id = t.from_claim_id
WHERE t.from_claim_id IS NOT NULL
UNION ALL SELECT 'taking from itself', claim_id FROM takings WHERE claim_id = from_claim_id
UNION ALL SELECT 'taking from nobody', claim_id FROM takings WHERE from_claim_id IS NULL AND from_outlet_id IS NULL;
