-- Which quotations were altered, cut or merged, and by whom?
-- Grain: one row for each altered, cut or merged quotation, between a claim group's canonical telling and another.
-- Example: Who prints a quotation in other words than another outlet?
--   SELECT kind, left_outlet, left_quote, right_outlet, right_quote, altered_by
--   FROM altered_quotes
--   ORDER BY kind, left_claim_id, right_claim_id
CREATE OR REPLACE VIEW altered_quotes AS
SELECT
    c.story_id,
    c.group_id,
    c.kind,
    c.left_outlet_id,
    c.left_outlet,
    l.name AS left_speaker,
    c.left_text AS left_quote,
    c.left_url,
    c.left_published,
    c.right_outlet_id,
    c.right_outlet,
    r.name AS right_speaker,
    c.right_text AS right_quote,
    c.right_url,
    c.right_published,
    CASE
        WHEN EXISTS (
            FROM takings AS t
            WHERE t.claim_id = c.right_claim_id
              AND (t.from_claim_id = c.left_claim_id OR t.from_claim_id IS NULL AND t.from_outlet_id = c.left_outlet_id)
        ) THEN c.right_outlet
        WHEN EXISTS (
            FROM takings AS t
            WHERE t.claim_id = c.left_claim_id
              AND (t.from_claim_id = c.right_claim_id OR t.from_claim_id IS NULL AND t.from_outlet_id = c.right_outlet_id)
        ) THEN c.left_outlet
    END AS altered_by,
    c.left_claim_id,
    c.right_claim_id,
    c.synthetic
FROM stg_telling_changes AS c
-- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
LEFT JOIN hops AS l ON l.claim_id = c.left_claim_id AND l.position = 0 AND l.role = 'speaker'
LEFT JOIN hops AS r ON r.claim_id = c.right_claim_id AND r.position = 0 AND r.role = 'speaker'
WHERE c.kind IN ('quote_altered', 'quote_cut', 'quote_merged')
ORDER BY c.story_id, c.group_id, c.position;

COMMENT ON VIEW altered_quotes IS 'Which quotations were altered, cut or merged, and by whom? One row for each altered, cut or merged quotation.';
COMMENT ON COLUMN altered_quotes.story_id IS 'The story.';
COMMENT ON COLUMN altered_quotes.group_id IS 'The claim group.';
COMMENT ON COLUMN altered_quotes.kind IS 'quote_altered (words differ), quote_cut (one side has a part) or quote_merged (two quotations became one).';
COMMENT ON COLUMN altered_quotes.left_outlet_id IS 'The outlet of the canonical telling.';
COMMENT ON COLUMN altered_quotes.left_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN altered_quotes.left_speaker IS 'Who is quoted there; NULL where nobody is named.';
COMMENT ON COLUMN altered_quotes.left_quote IS 'The passage there.';
COMMENT ON COLUMN altered_quotes.left_url IS 'The URL of the article there.';
COMMENT ON COLUMN altered_quotes.left_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN altered_quotes.right_outlet_id IS 'The outlet of the other telling.';
COMMENT ON COLUMN altered_quotes.right_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN altered_quotes.right_speaker IS 'Who is quoted there; NULL where nobody is named.';
COMMENT ON COLUMN altered_quotes.right_quote IS 'The passage there.';
COMMENT ON COLUMN altered_quotes.right_url IS 'The URL of the article there.';
COMMENT ON COLUMN altered_quotes.right_published IS 'When it was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN altered_quotes.altered_by IS 'Name of the outlet that has it from the other one; NULL where neither is known to.';
COMMENT ON COLUMN altered_quotes.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN altered_quotes.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN altered_quotes.synthetic IS 'True where one of the articles or outlets is no real one.';
