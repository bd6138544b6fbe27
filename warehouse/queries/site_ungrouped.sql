-- Which claims of a story's articles, in all of their versions, are in no group? Grain: one row a claim.
-- Parameter: story.
SELECT c.claim_id
FROM story_versions AS s
JOIN article_versions AS newest ON newest.version_id = s.version_id
JOIN article_versions AS v ON v.article_id = newest.article_id
JOIN claims AS c ON c.version_id = v.version_id
ANTI JOIN group_claims AS g ON g.claim_id = c.claim_id
WHERE s.story_id = $story
ORDER BY c.claim_id;
