-- How many claims does each outlet carry, and how does it attribute them?
-- Grain: one row an outlet that has articles; newest versions only.
-- Example: Which outlets quote, and which paraphrase?
--   SELECT outlet, articles, claims, direct, indirect, mixed
--   FROM claims_by_outlet
--   ORDER BY claims DESC, outlet_id
--   LIMIT 5
CREATE OR REPLACE VIEW claims_by_outlet AS
WITH told AS (
    SELECT
        c.version_id,
        c.claim_id,
        c.kind,
        bool_or(h.role = 'speaker' AND h.source_type = 'anonymous') AS anonymous,
        bool_or(h.role = 'relay') AS relayed
    FROM claims AS c
    LEFT JOIN hops AS h USING (claim_id)
    GROUP BY ALL
)
SELECT
    v.outlet_id,
    v.outlet,
    count(DISTINCT v.article_id) AS articles,
    count(told.claim_id) AS claims,
    count(*) FILTER (told.kind = 'direct') AS direct,
    count(*) FILTER (told.kind = 'indirect') AS indirect,
    count(*) FILTER (told.kind = 'mixed') AS mixed,
    count(*) FILTER (told.anonymous) AS anonymous,
    count(*) FILTER (told.relayed) AS relayed,
    bool_or(v.synthetic) AS synthetic
FROM stg_latest_versions AS v
LEFT JOIN told USING (version_id)
GROUP BY v.outlet_id, v.outlet
ORDER BY claims DESC, v.outlet_id;

COMMENT ON VIEW claims_by_outlet IS 'How many claims does each outlet carry, and how does it attribute them? One row an outlet that has articles.';
COMMENT ON COLUMN claims_by_outlet.outlet_id IS 'The outlet.';
COMMENT ON COLUMN claims_by_outlet.outlet IS 'Its name.';
COMMENT ON COLUMN claims_by_outlet.articles IS 'Its articles.';
COMMENT ON COLUMN claims_by_outlet.claims IS 'Claims in their newest versions.';
COMMENT ON COLUMN claims_by_outlet.direct IS 'Those that are quotations.';
COMMENT ON COLUMN claims_by_outlet.indirect IS 'Those that are paraphrases.';
COMMENT ON COLUMN claims_by_outlet.mixed IS 'Those that are paraphrases with quoted words.';
COMMENT ON COLUMN claims_by_outlet.anonymous IS 'Those whose speaker goes unnamed.';
COMMENT ON COLUMN claims_by_outlet.relayed IS 'Those that came through another outlet.';
COMMENT ON COLUMN claims_by_outlet.synthetic IS 'True where the outlet, or any of its articles, is no real one.';
