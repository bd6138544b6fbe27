-- Which claims are in which claim group, in which words, and since when?
-- Grain: one row a telling: a claim of a claim group, in the newest version of an article. Who says it is in stg_tellings,
-- which takes a join more.
CREATE OR REPLACE VIEW stg_matched_claims AS
SELECT
    g.story_id,
    g.group_id,
    m.position,
    c.claim_id,
    g.canonical_claim_id,
    c.kind,
    c.wording,
    v.version_id,
    v.outlet_id,
    v.outlet,
    v.title,
    v.url,
    v.published,
    coalesce(v.published, v.fetched_at) AS seen,
    v.synthetic
FROM group_claims AS m
JOIN claim_groups AS g ON g.group_id = m.group_id
JOIN claims AS c ON c.claim_id = m.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id;

COMMENT ON VIEW stg_matched_claims IS 'Which claims are in which claim group, in which words, and since when? One row a telling in the newest version of an article; stg_tellings has who says it, too.';
COMMENT ON COLUMN stg_matched_claims.story_id IS 'The story.';
COMMENT ON COLUMN stg_matched_claims.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_matched_claims.position IS 'Place in the group, from 0 for the earliest.';
COMMENT ON COLUMN stg_matched_claims.claim_id IS 'The telling.';
COMMENT ON COLUMN stg_matched_claims.canonical_claim_id IS 'The telling most like all others, which an edited article may not have any more.';
COMMENT ON COLUMN stg_matched_claims.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN stg_matched_claims.wording IS 'What was said, in the article''s words.';
COMMENT ON COLUMN stg_matched_claims.version_id IS 'The article version.';
COMMENT ON COLUMN stg_matched_claims.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN stg_matched_claims.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_matched_claims.title IS 'The article''s headline.';
COMMENT ON COLUMN stg_matched_claims.url IS 'The article''s URL.';
COMMENT ON COLUMN stg_matched_claims.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_matched_claims.seen IS 'When it was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN stg_matched_claims.synthetic IS 'True where the article or the outlet is no real one.';
