-- Who tells which claim, in which words, and when?
-- Grain: one row a telling: a claim of a claim group, in the newest version of an article.
CREATE OR REPLACE VIEW stg_tellings AS
WITH sources AS (
    SELECT
        claim_id,
        first(name ORDER BY position) AS speaker,
        first(source_type ORDER BY position) AS source_type,
        first(anonymity ORDER BY position) AS anonymity
    FROM hops
    WHERE role = 'speaker'
    GROUP BY claim_id
)
SELECT
    g.story_id,
    g.group_id,
    m.position,
    c.claim_id,
    c.claim_id = g.canonical_claim_id AS canonical,
    c.kind,
    c.wording,
    s.speaker,
    s.source_type,
    s.anonymity,
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
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN sources AS s ON s.claim_id = c.claim_id;

COMMENT ON VIEW stg_tellings IS 'Who tells which claim, in which words, and when? One row a telling in the newest version of an article.';
COMMENT ON COLUMN stg_tellings.story_id IS 'The story.';
COMMENT ON COLUMN stg_tellings.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_tellings.position IS 'Place in the group, from 0 for the earliest.';
COMMENT ON COLUMN stg_tellings.claim_id IS 'The telling.';
COMMENT ON COLUMN stg_tellings.canonical IS 'True for the telling most like all others.';
COMMENT ON COLUMN stg_tellings.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN stg_tellings.wording IS 'What was said, in the article''s words.';
COMMENT ON COLUMN stg_tellings.speaker IS 'Who said it, as the article has it; NULL where only an outlet, or nobody, is named.';
COMMENT ON COLUMN stg_tellings.source_type IS 'What the speaker is: named_person, role, organisation, collective, anonymous, document, outlet or unknown; NULL where there is none.';
COMMENT ON COLUMN stg_tellings.anonymity IS 'Why the speaker goes unnamed, in the article''s words; NULL where nothing is said.';
COMMENT ON COLUMN stg_tellings.version_id IS 'The article version.';
COMMENT ON COLUMN stg_tellings.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN stg_tellings.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_tellings.title IS 'The article''s headline.';
COMMENT ON COLUMN stg_tellings.url IS 'The article''s URL.';
COMMENT ON COLUMN stg_tellings.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_tellings.seen IS 'When it was published or, where the page does not say, fetched, UTC.';
COMMENT ON COLUMN stg_tellings.synthetic IS 'True where the article or the outlet is no real one.';
