-- Who tells which claim, in which words, and when?
-- Grain: one row a telling: a claim of a claim group, in the newest version of an article.
CREATE OR REPLACE VIEW stg_tellings AS
SELECT
    t.story_id,
    t.group_id,
    t.position,
    t.claim_id,
    t.claim_id = t.canonical_claim_id AS canonical,
    t.canonical_claim_id,
    t.kind,
    t.wording,
    s.name AS speaker,
    s.source_type,
    s.anonymity,
    t.version_id,
    t.outlet_id,
    t.outlet,
    t.title,
    t.url,
    t.published,
    t.seen,
    t.synthetic
FROM stg_matched_claims AS t
-- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
LEFT JOIN hops AS s ON s.claim_id = t.claim_id AND s.position = 0 AND s.role = 'speaker';

COMMENT ON VIEW stg_tellings IS 'Who tells which claim, in which words, and when? One row a telling in the newest version of an article.';
COMMENT ON COLUMN stg_tellings.story_id IS 'The story.';
COMMENT ON COLUMN stg_tellings.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_tellings.position IS 'Place in the group, from 0 for the earliest.';
COMMENT ON COLUMN stg_tellings.claim_id IS 'The telling.';
COMMENT ON COLUMN stg_tellings.canonical IS 'True for the telling most like all others.';
COMMENT ON COLUMN stg_tellings.canonical_claim_id IS 'The telling most like all others, which an edited article may not have any more.';
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
