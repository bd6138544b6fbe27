-- Which claim groups of these stories are told in articles of other stories too?
-- Grain: one row for each such group and article version. Parameter: stories, ids.
SELECT DISTINCT t.group_id, t.version_id
FROM stg_tellings AS t
WHERE list_contains($stories, t.story_id)
    AND NOT EXISTS (FROM story_versions AS sv WHERE sv.story_id = t.story_id AND sv.version_id = t.version_id)
ORDER BY t.group_id, t.version_id;
