-- Stories whose groups may have changed, in the order in which they began. Grain: one row a story.
SELECT s.story_id, count(k.claim_id) AS claims
FROM stories AS s
LEFT JOIN claim_keys AS k USING (story_id)
WHERE s.stale
GROUP BY s.story_id, s.first_published
ORDER BY s.first_published NULLS LAST, s.story_id;
