-- What does each claim rest on?
-- Grain: one row a claim in the newest version of an article. Its first speaker counts; one that rests on a relay alone
-- counts as other media, and a speaker of whom the article says why it goes unnamed as anonymous.
CREATE OR REPLACE VIEW stg_sourced_claims AS
WITH chains AS (
    SELECT
        claim_id,
        arg_min(source_type, position) FILTER (role = 'speaker') AS source_type,
        arg_min(name, position) FILTER (role = 'speaker') AS speaker,
        bool_or(role = 'speaker' AND anonymity IS NOT NULL) AS reasoned,
        bool_or(role = 'relay') AS relayed
    FROM hops
    WHERE role IN ('speaker', 'relay')
    GROUP BY claim_id
)
SELECT
    c.claim_id,
    c.version_id,
    v.article_id,
    v.outlet_id,
    v.outlet,
    v.published,
    c.kind,
    c.cue,
    c.cue_class,
    CASE
        WHEN h.reasoned THEN 'anonymous'
        WHEN h.source_type IS NOT NULL THEN h.source_type
        WHEN h.relayed THEN 'outlet'
        ELSE 'unknown'
    END AS source,
    h.speaker,
    coalesce(h.reasoned, false) AS reasoned,
    coalesce(h.relayed, false) AS relayed,
    v.synthetic
FROM claims AS c
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN chains AS h ON h.claim_id = c.claim_id;

COMMENT ON VIEW stg_sourced_claims IS 'What does each claim rest on? One row a claim in the newest version of an article.';
COMMENT ON COLUMN stg_sourced_claims.claim_id IS 'The claim.';
COMMENT ON COLUMN stg_sourced_claims.version_id IS 'The article version that makes it.';
COMMENT ON COLUMN stg_sourced_claims.article_id IS 'The article.';
COMMENT ON COLUMN stg_sourced_claims.outlet_id IS 'The outlet.';
COMMENT ON COLUMN stg_sourced_claims.outlet IS 'Its name.';
COMMENT ON COLUMN stg_sourced_claims.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_sourced_claims.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN stg_sourced_claims.cue IS 'Lemma of the cue: say, according to; empty where there is none.';
COMMENT ON COLUMN stg_sourced_claims.cue_class IS 'neutral, assertive, factive, distancing, denial, refusal, question, request, belief or none.';
COMMENT ON COLUMN stg_sourced_claims.source IS 'named_person, role, organisation, collective, anonymous, document, outlet or unknown.';
COMMENT ON COLUMN stg_sourced_claims.speaker IS 'Who said it, as the article has it; NULL where only an outlet, or nobody, is named.';
COMMENT ON COLUMN stg_sourced_claims.reasoned IS 'True where the article says why the speaker goes unnamed.';
COMMENT ON COLUMN stg_sourced_claims.relayed IS 'True where it came through another outlet.';
COMMENT ON COLUMN stg_sourced_claims.synthetic IS 'True where the article or the outlet is no real one.';
