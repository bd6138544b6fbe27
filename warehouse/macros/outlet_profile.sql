-- What is an outlet’s reporting like: whose voices, how many copies, how do its relays check out, how often is it first?
-- Grain: one row an outlet that has articles, none for an unknown id.
-- Example: What is Northern Herald’s reporting like?
--   SELECT articles, claims, round(anonymous_share, 2) AS anonymous, round(relayed_share, 2) AS relayed, relays, checks_out
--   FROM outlet_profile('northern-herald-stand-in')
CREATE OR REPLACE MACRO outlet_profile(id) AS TABLE
SELECT
    c.outlet_id,
    c.outlet,
    c.articles,
    c.claims,
    (c.direct + c.mixed) / nullif(c.claims, 0)::DOUBLE AS quoted_share,
    a.anonymous_share,
    a.reasoned_share,
    c.relayed / nullif(c.claims, 0)::DOUBLE AS relayed_share,
    w.copied_share,
    w.wire_share,
    r.relays,
    r.held AS relays_held,
    r.checks_out,
    f.shared_claims,
    f.first_share,
    f.minutes_ahead,
    c.synthetic
FROM claims_by_outlet AS c
LEFT JOIN anonymity_by_outlet AS a ON a.outlet_id = c.outlet_id
LEFT JOIN wire_copy AS w ON w.outlet_id = c.outlet_id
LEFT JOIN relay_reliability AS r ON r.outlet_id = c.outlet_id
LEFT JOIN first_carriers AS f ON f.outlet_id = c.outlet_id
WHERE c.outlet_id = CAST(id AS VARCHAR);

COMMENT ON MACRO TABLE outlet_profile IS 'What is an outlet’s reporting like: whose voices, how many copies, how do its relays check out, how often is it first? One row an outlet that has articles, none for an unknown id.
id: the outlet''s id, as in outlets.
outlet_id: The outlet.
outlet: Its name.
articles: Its articles, in their newest versions, as all that follows.
claims: Claims in them.
quoted_share: Those with quoted words, 0 to 1; NULL where there are no claims.
anonymous_share: Those whose speaker goes unnamed, 0 to 1; NULL where there are no claims.
reasoned_share: Those of them with a reason why, 0 to 1; NULL where there are none.
relayed_share: Those that came through another outlet, 0 to 1; NULL where there are no claims.
copied_share: Copies of other outlets among its articles, 0 to 1.
wire_share: Wire copies among its articles, 0 to 1.
relays: How often it names another outlet as its source; NULL where it never does.
relays_held: Those that could be checked; NULL likewise.
checks_out: Those of them that the other outlet says too, 0 to 1; NULL where there are none.
shared_claims: Claims that it and others tell; NULL where there are none.
first_share: Those that it likely had first, 0 to 1; NULL likewise.
minutes_ahead: Of those, minutes before the next outlet, the median; NULL where that is not known.
synthetic: True where one of the articles or outlets is no real one.';
