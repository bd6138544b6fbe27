-- Wrong: a story without articles, or with one that is not there, is in another story too, or is out of its place.
-- Means: coverage is compared among the wrong outlets.
-- Do: nothing: the next `sayso match` places articles anew; report it where it stays.
SELECT 'story without version' AS problem, story_id AS id FROM story_versions ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'story version without story', version_id FROM story_versions ANTI JOIN stories USING (story_id)
UNION ALL SELECT 'story of nothing', story_id FROM stories ANTI JOIN story_versions USING (story_id)
UNION ALL SELECT 'version in two stories', version_id FROM story_versions GROUP BY version_id HAVING count(*) > 1
UNION ALL SELECT 'story not numbered from 0', story_id
FROM story_versions GROUP BY story_id HAVING min(position) <> 0 OR max(position) <> count(DISTINCT position) - 1;
