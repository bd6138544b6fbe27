-- In what do the tellings of a claim differ, of whatever kind?
-- Grain: one row a difference between a claim group's canonical telling and another.
-- Example: Where did "said" become another verb?
--   SELECT left_outlet, left_passage, left_class, right_outlet, right_passage, right_class
--   FROM differences
--   WHERE kind = 'cue' AND left_class <> right_class
--   ORDER BY left_claim_id, right_claim_id, position
--   LIMIT 4
CREATE OR REPLACE VIEW differences AS
SELECT
    c.story_id,
    c.group_id,
    c.position,
    c.kind,
    c.left_outlet_id,
    c.left_outlet,
    l.name AS left_speaker,
    c.left_text AS left_passage,
    c.left_class,
    c.left_url,
    c.left_published,
    c.right_outlet_id,
    c.right_outlet,
    r.name AS right_speaker,
    c.right_text AS right_passage,
    c.right_class,
    c.right_url,
    c.right_published,
    c.left_claim_id,
    c.right_claim_id,
    c.synthetic
FROM stg_telling_changes AS c
-- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
LEFT JOIN hops AS l ON l.claim_id = c.left_claim_id AND l.position = 0 AND l.role = 'speaker'
LEFT JOIN hops AS r ON r.claim_id = c.right_claim_id AND r.position = 0 AND r.role = 'speaker';

COMMENT ON VIEW differences IS 'In what do the tellings of a claim differ, of whatever kind? One row a difference between a claim group''s canonical telling and another.';
COMMENT ON COLUMN differences.story_id IS 'The story.';
COMMENT ON COLUMN differences.group_id IS 'The claim group.';
COMMENT ON COLUMN differences.position IS 'Place among the group''s differences, from 0.';
COMMENT ON COLUMN differences.kind IS 'wording, quote_altered, quote_cut, quote_merged, quote_paraphrased, speaker, cue, anonymity, quantity, date, polarity, hedge or relay.';
COMMENT ON COLUMN differences.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN differences.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN differences.left_speaker IS 'Who says it there; NULL where nobody is named.';
COMMENT ON COLUMN differences.left_passage IS 'The words there.';
COMMENT ON COLUMN differences.left_class IS 'kind cue: class of the cue there; NULL for other kinds.';
COMMENT ON COLUMN differences.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN differences.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN differences.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN differences.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN differences.right_speaker IS 'Who says it there; NULL where nobody is named.';
COMMENT ON COLUMN differences.right_passage IS 'The words there.';
COMMENT ON COLUMN differences.right_class IS 'kind cue: class of the cue there; NULL for other kinds.';
COMMENT ON COLUMN differences.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN differences.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN differences.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN differences.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN differences.synthetic IS 'True where one of the articles or outlets is no real one.';
