-- The article versions in stories that new ones have to be placed among. Grain: one row a version.
--
-- Those from $since to $until (the day of publication or, where it is not known, of the last change), those of the
-- articles $article_ids, and, of each story that one of these is in, all others.
WITH near AS (
    SELECT s.story_id
    FROM story_versions AS s
    JOIN article_versions AS v USING (version_id)
    WHERE coalesce(v.published, v.modified) BETWEEN $since::TIMESTAMP AND $until::TIMESTAMP
       OR v.article_id IN (SELECT unnest($article_ids::VARCHAR[]))
       OR (coalesce(v.published, v.modified) IS NULL AND $undated)
)
SELECT version_id FROM story_versions SEMI JOIN near USING (story_id) ORDER BY version_id;
