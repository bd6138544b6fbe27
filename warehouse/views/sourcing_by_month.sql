-- Whom does an outlet let speak, month by month?
-- Grain: one row an outlet and month of publication; newest versions only. Each claim is counted once, under what it rests on.
-- Example: Whom did each outlet let speak in November 2025?
--   SELECT outlet, claims, named_person, collective, anonymous, other_media
--   FROM sourcing_by_month
--   WHERE month = DATE '2025-11-01'
--   ORDER BY claims DESC, outlet_id
--   LIMIT 6
CREATE OR REPLACE VIEW sourcing_by_month AS
SELECT
    outlet_id,
    any_value(outlet) AS outlet,
    date_trunc('month', published)::DATE AS month,
    count(DISTINCT article_id) AS articles,
    count(*) AS claims,
    count(*) FILTER (source = 'named_person') AS named_person,
    count(*) FILTER (source = 'role') AS role,
    count(*) FILTER (source = 'organisation') AS organisation,
    count(*) FILTER (source = 'collective') AS collective,
    count(*) FILTER (source = 'anonymous') AS anonymous,
    count(*) FILTER (source = 'document') AS document,
    count(*) FILTER (source = 'outlet') AS other_media,
    count(*) FILTER (source = 'unknown') AS unknown,
    count(*) FILTER (relayed) AS relayed,
    count(*) FILTER (kind = 'direct') AS direct,
    count(*) FILTER (source = 'named_person') / count(*)::DOUBLE AS named_share,
    bool_or(synthetic) AS synthetic
FROM stg_sourced_claims
GROUP BY outlet_id, month;

COMMENT ON VIEW sourcing_by_month IS 'Whom does an outlet let speak, month by month? One row an outlet and month of publication.';
COMMENT ON COLUMN sourcing_by_month.outlet_id IS 'The outlet.';
COMMENT ON COLUMN sourcing_by_month.outlet IS 'Its name.';
COMMENT ON COLUMN sourcing_by_month.month IS 'First day of the month, UTC; NULL for articles whose page does not say when they were published.';
COMMENT ON COLUMN sourcing_by_month.articles IS 'Its articles with claims.';
COMMENT ON COLUMN sourcing_by_month.claims IS 'Claims in them.';
COMMENT ON COLUMN sourcing_by_month.named_person IS 'Those said by a person with a name.';
COMMENT ON COLUMN sourcing_by_month.role IS 'Those said by an office: the minister.';
COMMENT ON COLUMN sourcing_by_month.organisation IS 'Those said by a body.';
COMMENT ON COLUMN sourcing_by_month.collective IS 'Those said by a group: officials.';
COMMENT ON COLUMN sourcing_by_month.anonymous IS 'Those whose speaker goes unnamed.';
COMMENT ON COLUMN sourcing_by_month.document IS 'Those that a document says.';
COMMENT ON COLUMN sourcing_by_month.other_media IS 'Those that another outlet says, and nobody else is named.';
COMMENT ON COLUMN sourcing_by_month.unknown IS 'Those of which nothing is known.';
COMMENT ON COLUMN sourcing_by_month.relayed IS 'Those that came through another outlet, whoever said them.';
COMMENT ON COLUMN sourcing_by_month.direct IS 'Those that are quotations.';
COMMENT ON COLUMN sourcing_by_month.named_share IS 'Those said by a person with a name among the claims, 0 to 1.';
COMMENT ON COLUMN sourcing_by_month.synthetic IS 'True where one of the articles or outlets is no real one.';
