-- Which outlets have claims first, how often, and how far ahead of the others?
-- Grain: one row an outlet that tells claims which others tell too and whose first carrier is known.
-- Example: Who breaks what others follow?
--   SELECT outlet, shared_claims, first, minutes_ahead, minutes_behind
--   FROM first_carriers
--   ORDER BY first DESC, outlet_id
--   LIMIT 5
CREATE OR REPLACE VIEW first_carriers AS
WITH told AS (
    SELECT
        t.group_id,
        t.outlet_id,
        any_value(t.outlet) AS outlet,
        -- Midnight to the second is how a bare date is kept.
        min(t.published) FILTER (t.published <> date_trunc('day', t.published)) AS published,
        bool_or(t.claim_id = p.first_claim_id) AS first,
        bool_or(t.synthetic) AS synthetic
    FROM stg_told_again AS t
    JOIN provenance AS p ON p.group_id = t.group_id
    GROUP BY t.group_id, t.outlet_id
),
shared AS (
    SELECT
        group_id,
        min(published) FILTER (first) AS first_published,
        min(published) FILTER (NOT first) AS next_published
    FROM told
    GROUP BY group_id
    HAVING count(*) > 1 AND bool_or(first)
)
SELECT
    t.outlet_id,
    any_value(t.outlet) AS outlet,
    count(*) AS shared_claims,
    count(*) FILTER (t.first) AS first,
    count(*) FILTER (t.first) / count(*)::DOUBLE AS first_share,
    median(date_diff('minute', s.first_published, s.next_published)) FILTER (t.first) AS minutes_ahead,
    median(date_diff('minute', s.first_published, t.published)) FILTER (NOT t.first) AS minutes_behind,
    bool_or(t.synthetic) AS synthetic
FROM told AS t
JOIN shared AS s ON s.group_id = t.group_id
GROUP BY t.outlet_id;

COMMENT ON VIEW first_carriers IS 'Which outlets have claims first, how often, and how far ahead of the others? One row an outlet that tells claims which others tell too and whose first carrier is known.';
COMMENT ON COLUMN first_carriers.outlet_id IS 'The outlet.';
COMMENT ON COLUMN first_carriers.outlet IS 'Its name.';
COMMENT ON COLUMN first_carriers.shared_claims IS 'Claims that it and another outlet tell.';
COMMENT ON COLUMN first_carriers.first IS 'Those that it likely had first.';
COMMENT ON COLUMN first_carriers.first_share IS 'Those among the shared ones, 0 to 1.';
COMMENT ON COLUMN first_carriers.minutes_ahead IS 'Of those, how many minutes before the next outlet, the median; NULL where it has none, or the pages do not say when, or say the day alone.';
COMMENT ON COLUMN first_carriers.minutes_behind IS 'Of the others, how many minutes after the first, the median; NULL likewise.';
COMMENT ON COLUMN first_carriers.synthetic IS 'True where one of the articles or outlets is no real one.';
