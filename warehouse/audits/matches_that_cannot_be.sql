-- Wrong: a match of claims that are not there, of a claim with itself, or whose verdict its score does not give.
-- Means: claims are joined, or kept apart, for no reason that anyone could read.
-- Do: `sayso review` settles a pair by hand; report it, sayso should never write this.
SELECT 'match without claim' AS problem, match_id AS id
FROM matches ANTI JOIN claims ON claims.claim_id = matches.left_claim_id
UNION ALL SELECT 'match without claim', match_id
FROM matches ANTI JOIN claims ON claims.claim_id = matches.right_claim_id
UNION ALL SELECT 'match of unordered claims', match_id FROM matches WHERE left_claim_id >= right_claim_id
UNION ALL SELECT 'match with a score beyond 0 to 1', match_id FROM matches WHERE NOT score BETWEEN 0 AND 1
UNION ALL SELECT 'match below its threshold without review', match_id
FROM matches
WHERE NOT reviewed
  AND matcher = $matcher
  AND (verdict = 'same' AND score < $same OR verdict = 'unsure' AND score < $unsure)
UNION ALL SELECT 'evidence without match', match_id FROM match_evidence ANTI JOIN matches USING (match_id)
UNION ALL SELECT 'review of unordered claims', review_id FROM reviews WHERE left_key >= right_key;
