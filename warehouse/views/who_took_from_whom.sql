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
SELECT
    mine.story_id,
    t.group_id,
    mine.outlet_id,
    mine.outlet,
    t.how,
    coalesce(theirs.outlet_id, t.from_outlet_id) AS from_outlet_id,
    coalesce(theirs.outlet, o.name, t.from_outlet_id) AS from_outlet,
    mine.wording,
    theirs.wording AS from_wording,
    mine.published,
    theirs.published AS from_published,
    date_diff('minute', theirs.published, mine.published) AS minutes_later,
    mine.url,
    theirs.url AS from_url,
    t.claim_id,
    t.from_claim_id,
    mine.synthetic OR coalesce(theirs.synthetic, o.synthetic, false) AS synthetic
FROM takings AS t
JOIN stg_tellings AS mine ON mine.claim_id = t.claim_id
LEFT JOIN stg_tellings AS theirs ON theirs.claim_id = t.from_claim_id
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
