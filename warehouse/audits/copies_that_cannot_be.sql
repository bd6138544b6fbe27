-- Wrong: a copy of itself, of an article that is not there, or with a passage outside the text.
-- Means: an outlet is said to have copied what it has not.
-- Do: nothing: the next `sayso match` looks for copies anew; report it where it stays.
SELECT 'copy without version' AS problem, version_id AS id FROM copies ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'copy without origin', version_id
FROM copies ANTI JOIN article_versions AS v ON v.version_id = copies.origin_id
UNION ALL SELECT 'copy of itself', version_id FROM copies WHERE version_id = origin_id
UNION ALL SELECT 'passage without copy', version_id FROM copied_passages ANTI JOIN copies USING (version_id, origin_id)
UNION ALL SELECT 'passage outside its copy', p.version_id
FROM copied_passages AS p
JOIN article_versions AS v ON v.version_id = p.version_id
JOIN article_versions AS origin ON origin.version_id = p.origin_id
WHERE p.span_start >= p.span_end OR p.span_end > length(v.text)
   OR p.origin_start >= p.origin_end OR p.origin_end > length(origin.text);
