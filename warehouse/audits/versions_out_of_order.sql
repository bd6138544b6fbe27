-- Wrong: an edit or a step from a later version of an article to an earlier one, or with a version left out.
-- Means: claims would seem withdrawn that were added, and the other way round.
-- Do: nothing: the next `sayso run` compares the article anew; report it where it stays.
WITH history AS (
    SELECT article_id, version_id, version FROM article_history
)
SELECT DISTINCT 'edit against the order of versions' AS problem, e.to_version_id AS id
FROM edits AS e
JOIN history AS old ON old.version_id = e.from_version_id
JOIN history AS new ON new.version_id = e.to_version_id
WHERE new.version <> old.version + 1
UNION ALL SELECT DISTINCT 'step out of the order of versions', s.standing_id
FROM standing_steps AS s JOIN history AS h USING (version_id)
WHERE s.version <> h.version
UNION ALL SELECT 'standing against the order of versions', standing_id
FROM (
    SELECT s.standing_id, list(h.version ORDER BY s.place) AS places
    FROM (SELECT standing_id, unnest(version_ids) AS version_id, generate_subscripts(version_ids, 1) AS place FROM standings)
        AS s
    JOIN history AS h USING (version_id)
    GROUP BY s.standing_id
)
WHERE places <> list_sort(places);
