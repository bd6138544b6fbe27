-- Who tells which of the claims that are told more than once?
-- Grain: one row a telling: a claim of a claim group of several tellings, in the newest version of an article.
CREATE OR REPLACE VIEW stg_told_again AS
WITH again AS (
    SELECT m.group_id, m.position, m.claim_id
    FROM group_claims AS m
    SEMI JOIN group_claims AS second ON second.group_id = m.group_id AND second.position = 1
)
SELECT
    g.story_id,
    g.group_id,
    m.position,
    m.claim_id,
    g.canonical_claim_id,
    v.outlet_id,
    v.outlet,
    v.url,
    v.published,
    coalesce(v.published, v.fetched_at) AS seen,
    v.synthetic
FROM again AS m
JOIN claim_groups AS g ON g.group_id = m.group_id
JOIN claims AS c ON c.claim_id = m.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id;

COMMENT ON VIEW stg_told_again IS 'Who tells which of the claims that are told more than once? One row a telling of a claim group of several, in the newest version of an article.';
COMMENT ON COLUMN stg_told_again.story_id IS 'The story.';
COMMENT ON COLUMN stg_told_again.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_told_again.position IS 'Place in the group, from 0 for the earliest.';
COMMENT ON COLUMN stg_told_again.claim_id IS 'The telling.';
COMMENT ON COLUMN stg_told_again.canonical_claim_id IS 'The telling most like all others, which an edited article may not have any more.';
COMMENT ON COLUMN stg_told_again.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN stg_told_again.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_told_again.url IS 'The article''s URL.';
COMMENT ON COLUMN stg_told_again.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_told_again.seen IS 'When it was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN stg_told_again.synthetic IS 'True where the article or the outlet is no real one.';
