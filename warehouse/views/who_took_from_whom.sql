-- Who took a claim from whom, how, and how long after?
-- Grain: one row for each telling and where it was taken from.
-- Example: Who lives on whose reporting?
--   SELECT outlet, from_outlet, how, count(*) AS claims
--   FROM who_took_from_whom
--   WHERE how <> 'repeat'
--   GROUP BY ALL
--   ORDER BY claims DESC, outlet, from_outlet, how
--   LIMIT 5
CREATE OR REPLACE VIEW who_took_from_whom AS
WITH theirs AS (
    SELECT c.claim_id, c.wording, v.outlet_id, v.outlet, v.url, v.published, v.synthetic
    FROM claims AS c
    SEMI JOIN takings AS t ON t.from_claim_id = c.claim_id
    JOIN stg_latest_versions AS v ON v.version_id = c.version_id
)
SELECT
    g.story_id,
    t.group_id,
    v.outlet_id,
    v.outlet,
    t.how,
    coalesce(theirs.outlet_id, t.from_outlet_id) AS from_outlet_id,
    coalesce(theirs.outlet, o.name, t.from_outlet_id) AS from_outlet,
    mine.wording,
    theirs.wording AS from_wording,
    v.published,
    theirs.published AS from_published,
    date_diff('minute', theirs.published, v.published) AS minutes_later,
    v.url,
    theirs.url AS from_url,
    t.claim_id,
    t.from_claim_id,
    v.synthetic OR coalesce(theirs.synthetic, o.synthetic, false) AS synthetic
FROM takings AS t
JOIN claim_groups AS g ON g.group_id = t.group_id
JOIN claims AS mine ON mine.claim_id = t.claim_id
JOIN stg_latest_versions AS v ON v.version_id = mine.version_id
LEFT JOIN theirs ON theirs.claim_id = t.from_claim_id
LEFT JOIN outlets AS o ON o.outlet_id = t.from_outlet_id;

COMMENT ON VIEW who_took_from_whom IS 'Who took a claim from whom, how, and how long after? One row for each telling and where it was taken from.';
COMMENT ON COLUMN who_took_from_whom.story_id IS 'The story.';
COMMENT ON COLUMN who_took_from_whom.group_id IS 'The claim group.';
COMMENT ON COLUMN who_took_from_whom.outlet_id IS 'The outlet that took it.';
COMMENT ON COLUMN who_took_from_whom.outlet IS 'Its name.';
COMMENT ON COLUMN who_took_from_whom.how IS 'relay (it names the other outlet), copy (its text is the other''s) or repeat (it has told it before).';
COMMENT ON COLUMN who_took_from_whom.from_outlet_id IS 'The outlet it was taken from, or the name of one outside the registry.';
COMMENT ON COLUMN who_took_from_whom.from_outlet IS 'That outlet''s name.';
COMMENT ON COLUMN who_took_from_whom.wording IS 'The claim in the taker''s words.';
COMMENT ON COLUMN who_took_from_whom.from_wording IS 'The claim in the other outlet''s words; NULL where no such telling is held.';
COMMENT ON COLUMN who_took_from_whom.published IS 'When the taker''s article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN who_took_from_whom.from_published IS 'When the other outlet''s article was published, UTC; NULL where none is held, or its page does not say.';
COMMENT ON COLUMN who_took_from_whom.minutes_later IS 'Minutes between both; NULL where one is not known.';
COMMENT ON COLUMN who_took_from_whom.url IS 'The URL of the taker''s article.';
COMMENT ON COLUMN who_took_from_whom.from_url IS 'The URL of the other outlet''s article; NULL where none is held.';
COMMENT ON COLUMN who_took_from_whom.claim_id IS 'The telling.';
COMMENT ON COLUMN who_took_from_whom.from_claim_id IS 'The telling it was taken from; NULL where none is held.';
COMMENT ON COLUMN who_took_from_whom.synthetic IS 'True where one of the articles or outlets is no real one.';
