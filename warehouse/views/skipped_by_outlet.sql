-- What is left out, why, and of which outlets?
-- Grain: one row an outlet, stage and reason. Of reasons that differ in a number or an address alone, one stands for all.
-- Example: What was left out, and why?
--   SELECT outlet, stage, items, example, left(reason, 60) AS reason
--   FROM skipped_by_outlet
--   ORDER BY items DESC, outlet_id, stage, reason
CREATE OR REPLACE VIEW skipped_by_outlet AS
WITH owners AS (
    SELECT s.skipped_id, p.outlet_id FROM skipped AS s JOIN pages AS p ON p.page_id = s.item_id
    UNION ALL
    SELECT s.skipped_id, f.outlet_id FROM skipped AS s JOIN feeds AS f ON f.feed_id = s.item_id
    UNION ALL
    SELECT s.skipped_id, d.outlet_id FROM skipped AS s JOIN addresses AS d ON d.address_id = s.item_id
    UNION ALL
    SELECT s.skipped_id, a.outlet_id
    FROM skipped AS s
    JOIN article_versions AS v ON v.version_id = s.item_id
    JOIN articles AS a ON a.article_id = v.article_id
)
SELECT
    w.outlet_id,
    coalesce(any_value(o.name), w.outlet_id) AS outlet,
    s.stage,
    min(ltrim(replace(s.reason, s.item_key, ''), ' ,:')) AS reason,
    count(*) AS items,
    min(s.item_key) AS example,
    coalesce(bool_or(o.synthetic), false) AS synthetic
FROM skipped AS s
LEFT JOIN owners AS w ON w.skipped_id = s.skipped_id
LEFT JOIN outlets AS o ON o.outlet_id = w.outlet_id
GROUP BY
    w.outlet_id,
    s.stage,
    regexp_replace(replace(s.reason, s.item_key, '…'), 'https?://\S+|\d[\d.,]*', '…', 'g');

COMMENT ON VIEW skipped_by_outlet IS 'What is left out, why, and of which outlets? One row an outlet, stage and reason.';
COMMENT ON COLUMN skipped_by_outlet.outlet_id IS 'The outlet; NULL where the item did not come so far that its outlet is known.';
COMMENT ON COLUMN skipped_by_outlet.outlet IS 'Its name; NULL likewise.';
COMMENT ON COLUMN skipped_by_outlet.stage IS 'read, poll, fetch, extract, attribute, match or report.';
COMMENT ON COLUMN skipped_by_outlet.reason IS 'Why, for people, as one of the items has it, without the name of the item.';
COMMENT ON COLUMN skipped_by_outlet.items IS 'How many items.';
COMMENT ON COLUMN skipped_by_outlet.example IS 'One of them: a file or URL.';
COMMENT ON COLUMN skipped_by_outlet.synthetic IS 'True where the outlet is no real one.';
