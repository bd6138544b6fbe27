-- Who was first with a claim that others tell too, and how far ahead?
-- Grain: one row a claim group that several outlets tell and whose likely first carrier is known.
-- Example: With which claims was an outlet furthest ahead of all others?
--   SELECT outlet, next_outlet, minutes_ahead, claim
--   FROM firsts
--   ORDER BY minutes_ahead DESC NULLS LAST, group_id
--   LIMIT 3
CREATE OR REPLACE VIEW firsts AS
WITH told AS (
    SELECT
        t.group_id,
        any_value(t.story_id) AS story_id,
        any_value(t.canonical_claim_id) AS canonical_claim_id,
        t.outlet_id,
        any_value(t.outlet) AS outlet,
        bool_or(t.claim_id = p.first_claim_id) AS first,
        any_value(t.published) FILTER (t.claim_id = p.first_claim_id) AS published,
        any_value(t.url) FILTER (t.claim_id = p.first_claim_id) AS url,
        -- Midnight to the second is how a bare date is kept.
        min(t.published) FILTER (t.published <> date_trunc('day', t.published)) AS clocked,
        bool_or(t.synthetic) AS synthetic
    FROM stg_told_again AS t
    JOIN provenance AS p ON p.group_id = t.group_id
    GROUP BY t.group_id, t.outlet_id
),
shared AS (
    SELECT
        group_id,
        any_value(story_id) AS story_id,
        any_value(canonical_claim_id) AS canonical_claim_id,
        any_value(outlet_id) FILTER (first) AS outlet_id,
        any_value(outlet) FILTER (first) AS outlet,
        any_value(published) FILTER (first) AS published,
        any_value(url) FILTER (first) AS url,
        arg_min(outlet_id, (clocked, outlet_id)) FILTER (NOT first AND clocked IS NOT NULL) AS next_outlet_id,
        arg_min(outlet, (clocked, outlet_id)) FILTER (NOT first AND clocked IS NOT NULL) AS next_outlet,
        min(clocked) FILTER (NOT first) AS next_published,
        count(*) AS outlets,
        bool_or(synthetic) AS synthetic
    FROM told
    GROUP BY group_id
    HAVING count(*) > 1 AND bool_or(first)
)
SELECT
    s.story_id,
    s.group_id,
    canonical.wording AS claim,
    s.outlet_id,
    s.outlet,
    s.published,
    s.url,
    s.next_outlet_id,
    s.next_outlet,
    s.next_published,
    CASE WHEN s.published <> date_trunc('day', s.published) THEN date_diff('minute', s.published, s.next_published) END
        AS minutes_ahead,
    s.outlets,
    s.synthetic
FROM shared AS s
JOIN claims AS canonical ON canonical.claim_id = s.canonical_claim_id;

COMMENT ON VIEW firsts IS 'Who was first with a claim that others tell too, and how far ahead? One row a claim group that several outlets tell and whose likely first carrier is known.';
COMMENT ON COLUMN firsts.story_id IS 'The story.';
COMMENT ON COLUMN firsts.group_id IS 'The claim group.';
COMMENT ON COLUMN firsts.claim IS 'The claim in the words of the canonical telling, the one most like all others.';
COMMENT ON COLUMN firsts.outlet_id IS 'The outlet that likely had it first.';
COMMENT ON COLUMN firsts.outlet IS 'Its name.';
COMMENT ON COLUMN firsts.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN firsts.url IS 'The URL of its article.';
COMMENT ON COLUMN firsts.next_outlet_id IS 'The earliest other outlet that has it; NULL where no other page says at what time.';
COMMENT ON COLUMN firsts.next_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN firsts.next_published IS 'When that outlet published it, UTC.';
COMMENT ON COLUMN firsts.minutes_ahead IS 'Minutes between both, negative where the first carrier (whom others name as their source) has the later date; NULL where a page does not say when, or says the day alone.';
COMMENT ON COLUMN firsts.outlets IS 'How many outlets tell it.';
COMMENT ON COLUMN firsts.synthetic IS 'True where one of the articles or outlets is no real one.';
