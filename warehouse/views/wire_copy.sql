-- How much of what an outlet publishes is wire copy, or the text of another outlet?
-- Grain: one row an outlet that has articles; newest versions only.
-- Example: How much of an outlet is agency copy?
--   SELECT outlet, articles, copies, wire_copies, credited, wire_share
--   FROM wire_copy
--   ORDER BY wire_share DESC, outlet_id
--   LIMIT 4
CREATE OR REPLACE VIEW wire_copy AS
WITH taken AS (
    SELECT
        c.version_id,
        bool_or(c.whole) AS whole,
        bool_or(c.whole AND coalesce(o.kind = 'wire', false)) AS wire,
        bool_or(c.whole AND c.credited) AS credited,
        min(c.edited) FILTER (c.whole) AS edited,
        bool_or(source.synthetic) AS synthetic
    FROM copies AS c
    JOIN stg_latest_versions AS source ON source.version_id = c.origin_id
    LEFT JOIN outlets AS o ON o.outlet_id = source.outlet_id
    GROUP BY c.version_id
)
SELECT
    v.outlet_id,
    v.outlet,
    count(*) AS articles,
    count(*) FILTER (t.whole) AS copies,
    count(*) FILTER (t.wire) AS wire_copies,
    count(*) FILTER (t.credited) AS credited,
    count(*) FILTER (NOT t.whole) AS partly,
    count(*) FILTER (t.whole) / count(*)::DOUBLE AS copied_share,
    count(*) FILTER (t.wire) / count(*)::DOUBLE AS wire_share,
    avg(t.edited) AS edited,
    bool_or(v.synthetic OR coalesce(t.synthetic, false)) AS synthetic
FROM stg_latest_versions AS v
LEFT JOIN taken AS t ON t.version_id = v.version_id
GROUP BY v.outlet_id, v.outlet
ORDER BY wire_share DESC, copied_share DESC, articles DESC, v.outlet_id;

COMMENT ON VIEW wire_copy IS 'How much of what an outlet publishes is wire copy, or the text of another outlet? One row an outlet that has articles; copied_articles has them one by one.';
COMMENT ON COLUMN wire_copy.outlet_id IS 'The outlet.';
COMMENT ON COLUMN wire_copy.outlet IS 'Its name.';
COMMENT ON COLUMN wire_copy.articles IS 'Its articles.';
COMMENT ON COLUMN wire_copy.copies IS 'Those that are wire copy or a near-copy of another outlet''s article.';
COMMENT ON COLUMN wire_copy.wire_copies IS 'Those copies that were taken from a wire agency.';
COMMENT ON COLUMN wire_copy.credited IS 'Those copies that name the outlet they were taken from.';
COMMENT ON COLUMN wire_copy.partly IS 'Articles of its own that have passages of another outlet''s.';
COMMENT ON COLUMN wire_copy.copied_share IS 'Copies among its articles, 0 to 1.';
COMMENT ON COLUMN wire_copy.wire_share IS 'Wire copies among its articles, 0 to 1.';
COMMENT ON COLUMN wire_copy.edited IS 'Of the words that copies took over, the share that was changed, 0 to 1, on average; NULL where there are no copies.';
COMMENT ON COLUMN wire_copy.synthetic IS 'True where one of the articles or outlets is no real one.';
