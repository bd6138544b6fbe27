-- Wrong: an edit of an article or version that is not there, or whose words are not those of the versions.
-- Means: an outlet seems to have changed what it has not.
-- Do: nothing: the next `sayso run` compares the article anew; report it where it stays.
SELECT 'comparison without article' AS problem, article_id AS id FROM comparisons ANTI JOIN articles USING (article_id)
UNION ALL SELECT 'edit without comparison', to_version_id FROM edits ANTI JOIN comparisons USING (article_id)
UNION ALL SELECT 'edit without version', to_version_id
FROM edits AS e
ANTI JOIN article_versions AS v ON v.version_id = e.from_version_id AND v.article_id = e.article_id
UNION ALL SELECT 'edit without version', to_version_id
FROM edits AS e
ANTI JOIN article_versions AS v ON v.version_id = e.to_version_id AND v.article_id = e.article_id
UNION ALL SELECT CASE WHEN inside THEN 'edit that is not the text' ELSE 'edit outside its text' END, to_version_id
FROM (
    SELECT
        e.*,
        CASE e.part WHEN 'title' THEN old.title ELSE old.text END AS before,
        CASE e.part WHEN 'title' THEN new.title ELSE new.text END AS after,
        0 <= old_start AND old_start <= old_end AND old_end <= length(before)
            AND 0 <= new_start AND new_start <= new_end AND new_end <= length(after) AS inside
    FROM edits AS e
    JOIN article_versions AS old ON old.version_id = e.from_version_id
    JOIN article_versions AS new ON new.version_id = e.to_version_id
)
WHERE NOT inside
   OR old_text <> substring(before, old_start + 1, old_end - old_start)
   OR new_text <> substring(after, new_start + 1, new_end - new_start);
