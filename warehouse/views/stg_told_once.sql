-- Which claims are told once, in which words, and since when?
-- Grain: one row a claim group of one telling, in the newest version of an article. Most groups are such; their tellings
-- need not be gathered, which takes longer than all else. The others' are in stg_told_again.
CREATE OR REPLACE VIEW stg_told_once AS
WITH once AS (
    SELECT g.story_id, g.group_id, g.canonical_claim_id
    FROM claim_groups AS g
    ANTI JOIN group_claims AS second ON second.group_id = g.group_id AND second.position = 1
)
SELECT
    g.story_id,
    g.group_id,
    c.claim_id,
    c.kind,
    c.wording,
    v.outlet_id,
    v.outlet,
    v.url,
    coalesce(v.published, v.fetched_at) AS seen,
    v.synthetic
FROM once AS g
JOIN claims AS c ON c.claim_id = g.canonical_claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id;

COMMENT ON VIEW stg_told_once IS 'Which claims are told once, in which words, and since when? One row a claim group of one telling, in the newest version of an article; the others are in stg_told_again.';
COMMENT ON COLUMN stg_told_once.story_id IS 'The story.';
COMMENT ON COLUMN stg_told_once.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_told_once.claim_id IS 'The telling.';
COMMENT ON COLUMN stg_told_once.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN stg_told_once.wording IS 'What was said, in the article''s words.';
COMMENT ON COLUMN stg_told_once.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN stg_told_once.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_told_once.url IS 'The URL of the article.';
COMMENT ON COLUMN stg_told_once.seen IS 'When it was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN stg_told_once.synthetic IS 'True where the article or the outlet is no real one.';
