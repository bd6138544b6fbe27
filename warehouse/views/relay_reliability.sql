-- How often do an outlet's relays check out?
-- Grain: one row an outlet that says it has claims from others; newest versions only.
-- Example: Whose “according to” can be relied on?
--   SELECT outlet, relays, held, verified, reworded, altered, not_found, checks_out
--   FROM relay_reliability
--   ORDER BY checks_out NULLS LAST, outlet_id
CREATE OR REPLACE VIEW relay_reliability AS
WITH counted AS (
    SELECT
        v.outlet_id,
        v.outlet,
        count(*) AS relays,
        count(*) FILTER (r.verdict = 'verified') AS verified,
        count(*) FILTER (r.verdict = 'reworded') AS reworded,
        count(*) FILTER (r.verdict = 'altered') AS altered,
        count(*) FILTER (r.verdict = 'not_found') AS not_found,
        count(*) FILTER (r.verdict = 'not_held') AS not_held,
        bool_or(v.synthetic OR coalesce(checked.synthetic, false)) AS synthetic
    FROM relay_checks AS r
    JOIN claims AS c USING (claim_id)
    JOIN stg_latest_versions AS v ON v.version_id = c.version_id
    LEFT JOIN outlets AS checked ON checked.outlet_id = r.checked_id
    GROUP BY v.outlet_id, v.outlet
)
SELECT
    * EXCLUDE (synthetic),
    relays - not_held AS held,
    CASE WHEN relays > not_held THEN (verified + reworded) / (relays - not_held)::DOUBLE END AS checks_out,
    synthetic
FROM counted
ORDER BY checks_out NULLS LAST, held DESC, outlet_id;

COMMENT ON VIEW relay_reliability IS 'How often do an outlet''s relays check out? One row an outlet that names other outlets as its sources.';
COMMENT ON COLUMN relay_reliability.outlet_id IS 'The outlet that relays.';
COMMENT ON COLUMN relay_reliability.outlet IS 'Its name.';
COMMENT ON COLUMN relay_reliability.relays IS 'How often it says that it has a claim from another outlet.';
COMMENT ON COLUMN relay_reliability.verified IS 'Relays that say what the other outlet says.';
COMMENT ON COLUMN relay_reliability.reworded IS 'Relays that say it in other words.';
COMMENT ON COLUMN relay_reliability.altered IS 'Relays that say something else.';
COMMENT ON COLUMN relay_reliability.not_found IS 'Relays of which the articles held of the other outlet have nothing; these need not be all of its articles.';
COMMENT ON COLUMN relay_reliability.not_held IS 'Relays of outlets of which no article is held.';
COMMENT ON COLUMN relay_reliability.held IS 'Relays that could be looked up: all but those not held.';
COMMENT ON COLUMN relay_reliability.checks_out IS 'Of those held, the share that is verified or reworded, 0 to 1; NULL where none is held.';
COMMENT ON COLUMN relay_reliability.synthetic IS 'True where one of the outlets, or of the relaying articles, is no real one.';
