-- Between whose tellings of a claim is which difference?
-- Grain: one row a difference between a claim group's canonical telling and another, both in newest versions of articles.
-- A change says itself of which versions its claims are, and of which group: so few rows are looked up for each.
CREATE OR REPLACE VIEW stg_telling_changes AS
-- Once for both sides.
WITH newest AS MATERIALIZED (
    SELECT version_id, outlet_id, outlet, url, published, synthetic FROM stg_latest_versions
)
SELECT
    g.story_id,
    c.group_id,
    c.position,
    c.kind,
    c.left_text,
    c.right_text,
    c.left_class,
    c.right_class,
    c.left_value,
    c.right_value,
    c.unit,
    c.left_day,
    c.right_day,
    c.certain,
    l.outlet_id AS left_outlet_id,
    l.outlet AS left_outlet,
    l.url AS left_url,
    l.published AS left_published,
    left_claim.wording AS left_wording,
    r.outlet_id AS right_outlet_id,
    r.outlet AS right_outlet,
    r.url AS right_url,
    r.published AS right_published,
    right_claim.wording AS right_wording,
    c.left_claim_id,
    c.right_claim_id,
    l.synthetic OR r.synthetic AS synthetic
FROM changes AS c
JOIN claim_groups AS g ON g.group_id = c.group_id
JOIN claims AS left_claim ON left_claim.claim_id = c.left_claim_id
JOIN claims AS right_claim ON right_claim.claim_id = c.right_claim_id
JOIN newest AS l ON l.version_id = c.left_version_id
JOIN newest AS r ON r.version_id = c.right_version_id;

COMMENT ON VIEW stg_telling_changes IS 'Between whose tellings of a claim is which difference? One row a difference between a claim group''s canonical telling and another, both in newest versions of articles.';
COMMENT ON COLUMN stg_telling_changes.story_id IS 'The story.';
COMMENT ON COLUMN stg_telling_changes.group_id IS 'The claim group.';
COMMENT ON COLUMN stg_telling_changes.position IS 'Place among the differences of the group, from 0.';
COMMENT ON COLUMN stg_telling_changes.kind IS 'What differs, as in changes.';
COMMENT ON COLUMN stg_telling_changes.left_text IS 'The passage in the canonical telling.';
COMMENT ON COLUMN stg_telling_changes.right_text IS 'The passage in the other telling.';
COMMENT ON COLUMN stg_telling_changes.left_class IS 'The canonical telling''s cue class; NULL for other kinds than cue.';
COMMENT ON COLUMN stg_telling_changes.right_class IS 'The other telling''s cue class; NULL for other kinds than cue.';
COMMENT ON COLUMN stg_telling_changes.left_value IS 'The canonical telling''s number; NULL for other kinds than quantity.';
COMMENT ON COLUMN stg_telling_changes.right_value IS 'The other telling''s number; NULL for other kinds than quantity.';
COMMENT ON COLUMN stg_telling_changes.unit IS 'The unit of both numbers; NULL for other kinds than quantity.';
COMMENT ON COLUMN stg_telling_changes.left_day IS 'The canonical telling''s day; NULL for other kinds than date.';
COMMENT ON COLUMN stg_telling_changes.right_day IS 'The other telling''s day; NULL for other kinds than date.';
COMMENT ON COLUMN stg_telling_changes.certain IS 'Of quantities, false where both may be right after all; NULL for other kinds.';
COMMENT ON COLUMN stg_telling_changes.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN stg_telling_changes.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_telling_changes.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN stg_telling_changes.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_telling_changes.left_wording IS 'The claim there, in the article''s words.';
COMMENT ON COLUMN stg_telling_changes.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN stg_telling_changes.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_telling_changes.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN stg_telling_changes.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_telling_changes.right_wording IS 'The claim there, in the article''s words.';
COMMENT ON COLUMN stg_telling_changes.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN stg_telling_changes.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN stg_telling_changes.synthetic IS 'True where one of the articles or outlets is no real one.';
