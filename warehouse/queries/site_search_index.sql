-- What can be searched for among claims?
-- Grain: one row for each different wording in a claim group (a claim without one is its own), by its first telling.
SELECT
    coalesce(w.group_id, first(w.claim_id ORDER BY w.claim_id)) AS page_id,
    w.wording,
    coalesce(first(coalesce(w.known_as, w.speaker) ORDER BY w.claim_id), '') AS speaker,
    list_sort(list(DISTINCT w.publisher)) AS outlets
FROM who_said_what AS w
GROUP BY w.group_id, CASE WHEN w.group_id IS NULL THEN w.claim_id END, w.wording
ORDER BY len(list_sort(list(DISTINCT w.publisher))) DESC, page_id, w.wording;
