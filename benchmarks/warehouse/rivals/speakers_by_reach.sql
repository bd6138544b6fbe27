SELECT
    s.speaker_id, s.name AS speaker, count(*) AS claims, count(DISTINCT m.group_id) AS different_claims,
    count(CASE WHEN c.kind = 'direct' THEN 1 END) AS direct, count(DISTINCT v.article_id) AS articles,
    count(DISTINCT v.outlet_id) AS outlets, count(DISTINCT g.story_id) AS stories
FROM speaker_links AS l
JOIN speakers AS s ON s.speaker_id = l.speaker_id
JOIN claims AS c ON c.claim_id = l.claim_id
JOIN latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN group_claims AS m ON m.claim_id = l.claim_id
LEFT JOIN claim_groups AS g ON g.group_id = m.group_id
WHERE l.verdict = 'same'
GROUP BY s.speaker_id, s.name
ORDER BY s.speaker_id;
