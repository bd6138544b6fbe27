-- How much of what an outlet reports is said by sources that nobody names, and does it say why?
-- Grain: one row an outlet that has claims; newest versions only.
-- Example: Which outlets lean most on sources that they do not name?
--   SELECT outlet, claims, anonymous, reasoned, round(anonymous_share, 2) AS share
--   FROM anonymity_by_outlet
--   ORDER BY anonymous_share DESC, outlet_id
--   LIMIT 5
CREATE OR REPLACE VIEW anonymity_by_outlet AS
SELECT
    outlet_id,
    any_value(outlet) AS outlet,
    count(*) AS claims,
    count(*) FILTER (source = 'anonymous') AS anonymous,
    count(*) FILTER (source = 'anonymous' AND NOT relayed) AS own,
    count(*) FILTER (reasoned) AS reasoned,
    count(*) FILTER (source = 'anonymous') / count(*)::DOUBLE AS anonymous_share,
    count(*) FILTER (reasoned) / nullif(count(*) FILTER (source = 'anonymous'), 0)::DOUBLE AS reasoned_share,
    bool_or(synthetic) AS synthetic
FROM stg_sourced_claims
GROUP BY outlet_id;

COMMENT ON VIEW anonymity_by_outlet IS 'How much of what an outlet reports is said by sources that nobody names, and does it say why? One row an outlet that has claims.';
COMMENT ON COLUMN anonymity_by_outlet.outlet_id IS 'The outlet.';
COMMENT ON COLUMN anonymity_by_outlet.outlet IS 'Its name.';
COMMENT ON COLUMN anonymity_by_outlet.claims IS 'Its claims.';
COMMENT ON COLUMN anonymity_by_outlet.anonymous IS 'Those whose speaker goes unnamed.';
COMMENT ON COLUMN anonymity_by_outlet.own IS 'Those of them that came through no other outlet.';
COMMENT ON COLUMN anonymity_by_outlet.reasoned IS 'Those whose article says why the speaker goes unnamed.';
COMMENT ON COLUMN anonymity_by_outlet.anonymous_share IS 'Anonymous ones among its claims, 0 to 1.';
COMMENT ON COLUMN anonymity_by_outlet.reasoned_share IS 'Those with a reason among the anonymous ones, 0 to 1; NULL where there are none.';
COMMENT ON COLUMN anonymity_by_outlet.synthetic IS 'True where one of the articles or outlets is no real one.';
