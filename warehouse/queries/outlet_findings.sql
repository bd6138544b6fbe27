-- What should be known of single claims and articles of the outlet $outlet_id, and where is the evidence?
-- Grain: one row a finding: a claim on one anonymous source (single_anonymous), a relay and how it checked out (relay), a
-- quotation that another outlet prints otherwise (altered), a claim that was withdrawn or lost its speaker (withdrawn,
-- unattributed), an article that is another's text (copy) or was taken down (deleted).
SELECT
    'single_anonymous' AS kind, t.article_id, t.published, t.claim_id, NULL AS other_claim_id, s.origin AS other,
    len(s.outlet_ids) AS outlets, NULL AS detail, NULL AS found_version_id, NULL AS found_start, NULL AS found_end,
    NULL AS found_text, t.title, t.url, NULL AS found_at
FROM single_anonymous_source AS s
JOIN (
    SELECT t.*, v.article_id FROM stg_tellings AS t JOIN stg_latest_versions AS v USING (version_id)
) AS t ON t.group_id = s.group_id
WHERE t.outlet_id = $outlet_id
UNION ALL
SELECT
    'relay', v.article_id, v.published, r.claim_id, NULL, coalesce(o.name, r.relay_id), NULL, r.verdict,
    r.found_version_id, r.found_start, r.found_end, r.found_text, v.title, v.url, NULL
FROM relay_checks AS r
JOIN claims AS c USING (claim_id)
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN outlets AS o ON o.outlet_id = r.relay_id
WHERE v.outlet_id = $outlet_id
UNION ALL
SELECT
    'altered', v.article_id, v.published, mine.claim_id, mine.other_claim_id, mine.other, NULL, mine.altered_by,
    NULL, NULL, NULL, NULL, v.title, v.url, NULL
FROM (
    SELECT left_claim_id AS claim_id, right_claim_id AS other_claim_id, right_outlet AS other, altered_by
    FROM altered_quotes
    WHERE kind = 'quote_altered' AND left_outlet_id = $outlet_id AND right_outlet_id <> $outlet_id
    UNION ALL
    SELECT right_claim_id, left_claim_id, left_outlet, altered_by
    FROM altered_quotes
    WHERE kind = 'quote_altered' AND right_outlet_id = $outlet_id AND left_outlet_id <> $outlet_id
) AS mine
JOIN claims AS c USING (claim_id)
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
UNION ALL
SELECT
    CASE w.what WHEN 'withdrawn' THEN 'withdrawn' ELSE 'unattributed' END, w.article_id, v.published, w.claim_id, NULL,
    NULL, NULL, w.after_text, NULL, NULL, NULL, NULL, v.title, w.url, w.found_at
FROM claims_withdrawn AS w
JOIN stg_latest_versions AS v USING (article_id)
WHERE w.outlet_id = $outlet_id
UNION ALL
SELECT
    'copy', v.article_id, c.published, NULL, NULL, c.origin_outlet, NULL,
    CASE WHEN c.credited THEN 'credited' ELSE 'not credited' END, NULL, NULL, NULL, NULL, c.title, c.url, NULL
FROM copied_articles AS c
JOIN stg_latest_versions AS v USING (version_id)
WHERE c.whole AND c.outlet_id = $outlet_id
UNION ALL
SELECT
    'deleted', d.article_id, d.published, NULL, NULL, NULL, NULL, d.status::VARCHAR, NULL, NULL, NULL, NULL,
    coalesce(d.title, ''), d.url, d.gone_at
FROM deleted_articles AS d
WHERE d.outlet_id = $outlet_id
ORDER BY kind, published NULLS LAST, url, claim_id, other_claim_id, detail, found_at;
