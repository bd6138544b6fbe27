-- How do the claims of these articles stand in their versions, and what became of them from one to the next? Only
-- articles of several versions have any. Parameter: article_ids.
-- Grain: one row a standing; its steps as a list in the order of the versions.
SELECT
    s.standing_id,
    s.article_id,
    s.claim_ids,
    s.version_ids,
    s.fate,
    coalesce(
        list({
            'version': step.version,
            'version_id': step.version_id,
            'kind': step.kind,
            'before': coalesce(step.before_text, ''),
            'after': coalesce(step.after_text, '')
        } ORDER BY step.version) FILTER (step.version IS NOT NULL),
        []
    ) AS steps
FROM standings AS s
LEFT JOIN standing_steps AS step USING (standing_id)
WHERE s.article_id IN (SELECT unnest($article_ids::VARCHAR[]))
GROUP BY ALL
ORDER BY s.article_id, s.standing_id;
