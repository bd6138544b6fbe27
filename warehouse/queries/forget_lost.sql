-- Takes back what rests on article versions that are in no story any more, and the vectors of those that are no more.
-- A copy that has lost its origin stays: its story is stale, and the groups of its claims go when copies are looked for anew.
DELETE FROM copied_passages WHERE version_id NOT IN (SELECT version_id FROM story_versions);
DELETE FROM copies WHERE version_id NOT IN (SELECT version_id FROM story_versions);
DELETE FROM article_vectors
WHERE version_id IN (SELECT version_id FROM article_vectors ANTI JOIN article_versions USING (version_id));
