-- Wrong: a telling in two claim groups, a claim group in a story not its first telling's or across too many days, a teller's echo.
-- Means: outlets are said to tell the same who do not.
-- Do: `sayso review` tells the pair apart; `sayso match` then settles the story anew.
WITH tellings AS (
    SELECT t.group_id, t.claim_id, t.position, v.version_id, v.published, s.story_id
    FROM group_claims AS t
    JOIN claims AS c USING (claim_id)
    JOIN article_versions AS v USING (version_id)
    LEFT JOIN story_versions AS s USING (version_id)
),
-- What has no day can be near any, and a reviewer may join what lies apart.
strict AS (
    SELECT group_id FROM tellings GROUP BY group_id
    HAVING count(*) > 1 AND count(*) = count(published)
       AND max(published) - min(published) > $days::INTEGER * INTERVAL 1 DAY
),
gaps AS (
    SELECT
        group_id,
        published::DATE - lag(published::DATE) OVER telling AS days,
        story_id IS NOT DISTINCT FROM lag(story_id) OVER telling AS same_story
    FROM tellings SEMI JOIN strict USING (group_id)
    WINDOW telling AS (PARTITION BY group_id ORDER BY published, claim_id)
)
SELECT 'echo of an outlet that tells the claim' AS problem, e.group_id AS id
FROM echoes AS e JOIN group_claims AS t USING (group_id) JOIN claims AS c ON c.claim_id = t.claim_id AND c.outlet_id = e.outlet_id
UNION ALL SELECT 'telling in two claim groups', claim_id FROM group_claims GROUP BY claim_id HAVING count(*) > 1
UNION ALL SELECT 'claim group in another story than its first telling', g.group_id
FROM claim_groups AS g JOIN tellings AS t ON t.group_id = g.group_id AND t.position = 0
WHERE t.story_id IS DISTINCT FROM g.story_id
UNION ALL SELECT 'claim group not numbered from 0', group_id
FROM group_claims GROUP BY group_id HAVING min(position) <> 0 OR max(position) <> count(DISTINCT position) - 1
UNION ALL SELECT DISTINCT 'claim group across days that nothing joins', g.group_id
FROM gaps AS g
ANTI JOIN (
    SELECT t.group_id
    FROM tellings AS t
    JOIN matches AS m ON t.claim_id IN (m.left_claim_id, m.right_claim_id)
    WHERE m.reviewed AND m.verdict = 'same'
) AS reviewed USING (group_id)
WHERE g.days > $days::INTEGER AND NOT g.same_story;
