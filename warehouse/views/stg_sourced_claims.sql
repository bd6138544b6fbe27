-- What does each claim rest on?
-- Grain: one row a claim in the newest version of an article. Its first speaker counts; one that rests on a relay alone
-- counts as other media, and a speaker of whom the article says why it goes unnamed as anonymous.
CREATE OR REPLACE VIEW stg_sourced_claims AS
WITH relays AS (
    SELECT DISTINCT claim_id FROM hops WHERE role = 'relay'
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
        WHEN h.anonymity IS NOT NULL THEN 'anonymous'
        WHEN h.source_type IS NOT NULL THEN h.source_type
        WHEN relays.claim_id IS NOT NULL THEN 'outlet'
        ELSE 'unknown'
    END AS source,
    h.name AS speaker,
    h.anonymity IS NOT NULL AS reasoned,
    relays.claim_id IS NOT NULL AS relayed,
    v.synthetic
FROM claims AS c
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
-- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
LEFT JOIN hops AS h ON h.claim_id = c.claim_id AND h.position = 0 AND h.role = 'speaker'
LEFT JOIN relays ON relays.claim_id = c.claim_id;

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
