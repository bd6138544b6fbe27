-- Who said what, who reported it, and through whom?
-- Grain: one row a claim in the newest version of an article.
-- Example: What did Marco Rubio say, and who reports it through whom?
--   SELECT publisher, relays, cue, wording
--   FROM who_said_what
--   WHERE known_as = 'Marco Rubio'
--   ORDER BY published, claim_id
--   LIMIT 4
CREATE OR REPLACE VIEW who_said_what AS
WITH relayed AS (
    SELECT
        h.claim_id,
        list(coalesce(o.name, h.name) ORDER BY h.position) AS relays,
        list(h.outlet_id ORDER BY h.position) FILTER (h.outlet_id IS NOT NULL) AS relay_ids
    FROM hops AS h
    LEFT JOIN outlets AS o ON o.outlet_id = h.outlet_id
    WHERE h.role = 'relay'
    GROUP BY h.claim_id
),
known AS (
    SELECT claim_id, arg_min(speaker_id, (-score, speaker_id)) AS speaker_id
    FROM speaker_links
    WHERE verdict = 'same'
    GROUP BY claim_id
),
-- What stands beside a claim is put together before the claim's words come in: rows with words are slow to join.
beside AS (
    SELECT
        c.claim_id,
        g.group_id,
        said.name AS speaker,
        known.speaker_id,
        s.name AS known_as,
        said.source_type,
        said.anonymity,
        relayed.relays,
        relayed.relay_ids
    FROM claims AS c
    -- A speaker stands at the start of a chain, and nowhere else: an audit sees to that.
    LEFT JOIN hops AS said ON said.claim_id = c.claim_id AND said.position = 0 AND said.role = 'speaker'
    LEFT JOIN relayed ON relayed.claim_id = c.claim_id
    LEFT JOIN known ON known.claim_id = c.claim_id
    LEFT JOIN speakers AS s ON s.speaker_id = known.speaker_id
    LEFT JOIN group_claims AS g ON g.claim_id = c.claim_id
)
SELECT
    c.claim_id,
    b.group_id,
    b.speaker,
    b.speaker_id,
    b.known_as,
    b.source_type,
    b.anonymity,
    coalesce(b.relays, []) AS relays,
    coalesce(b.relay_ids, []) AS relay_ids,
    v.outlet AS publisher,
    v.outlet_id,
    c.cue,
    c.cue_class,
    c.kind,
    c.polarity,
    c.wording,
    v.title,
    v.url,
    v.published,
    v.synthetic
FROM claims AS c
JOIN stg_latest_versions AS v USING (version_id)
LEFT JOIN beside AS b ON b.claim_id = c.claim_id;

COMMENT ON VIEW who_said_what IS 'Who said what, who reported it, and through whom? One row a claim in the newest version of an article.';
COMMENT ON COLUMN who_said_what.claim_id IS 'The claim.';
COMMENT ON COLUMN who_said_what.group_id IS 'The claim group it is a telling of; NULL before matching.';
COMMENT ON COLUMN who_said_what.speaker IS 'Who said it, as the article has it; NULL where only an outlet, or nobody, is named.';
COMMENT ON COLUMN who_said_what.speaker_id IS 'The speaker across articles; NULL where that is not sure.';
COMMENT ON COLUMN who_said_what.known_as IS 'That speaker''s name, in the spelling that most articles have.';
COMMENT ON COLUMN who_said_what.source_type IS 'What the speaker is: named_person, role, organisation, collective, anonymous, document, outlet or unknown.';
COMMENT ON COLUMN who_said_what.anonymity IS 'Why the speaker goes unnamed, in the article''s words; NULL where nothing is said.';
COMMENT ON COLUMN who_said_what.relays IS 'Names of the outlets between speaker and publisher, in order.';
COMMENT ON COLUMN who_said_what.relay_ids IS 'Ids of those of them that the registry has.';
COMMENT ON COLUMN who_said_what.publisher IS 'Name of the outlet that reports it.';
COMMENT ON COLUMN who_said_what.outlet_id IS 'Id of the outlet that reports it.';
COMMENT ON COLUMN who_said_what.cue IS 'Lemma of the cue: say, according to; empty where there is none.';
COMMENT ON COLUMN who_said_what.cue_class IS 'neutral, assertive, factive, distancing, denial, refusal, question, request, belief or none.';
COMMENT ON COLUMN who_said_what.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN who_said_what.polarity IS 'affirmed or negated.';
COMMENT ON COLUMN who_said_what.wording IS 'What was said, in the article''s words.';
COMMENT ON COLUMN who_said_what.title IS 'The article''s headline.';
COMMENT ON COLUMN who_said_what.url IS 'The article''s URL.';
COMMENT ON COLUMN who_said_what.published IS 'When the article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN who_said_what.synthetic IS 'True where the article or the outlet is no real one.';
