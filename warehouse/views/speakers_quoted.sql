-- Who speaks in which outlet, how often, and under which spellings?
-- Grain: one row a speaker and outlet, over the claims in articles' newest versions that are surely the speaker's.
-- Example: Where does Marco Rubio speak?
--   SELECT outlet, claims, direct, spellings
--   FROM speakers_quoted
--   WHERE speaker = 'Marco Rubio'
--   ORDER BY claims DESC, outlet_id
CREATE OR REPLACE VIEW speakers_quoted AS
WITH named AS (
    SELECT claim_id, first(name ORDER BY position) AS spelling FROM hops WHERE role = 'speaker' GROUP BY claim_id
)
SELECT
    s.speaker_id,
    s.name AS speaker,
    v.outlet_id,
    v.outlet,
    count(*) AS claims,
    count(*) FILTER (c.kind = 'direct') AS direct,
    coalesce(list_sort(list(DISTINCT named.spelling) FILTER (named.spelling IS NOT NULL)), []) AS spellings,
    bool_or(v.synthetic) AS synthetic
FROM speaker_links AS l
JOIN speakers AS s ON s.speaker_id = l.speaker_id
JOIN claims AS c ON c.claim_id = l.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN named ON named.claim_id = c.claim_id
WHERE l.verdict = 'same'
GROUP BY s.speaker_id, s.name, v.outlet_id, v.outlet;

COMMENT ON VIEW speakers_quoted IS 'Who speaks in which outlet, how often, and under which spellings? One row for each speaker and outlet.';
COMMENT ON COLUMN speakers_quoted.speaker_id IS 'The speaker.';
COMMENT ON COLUMN speakers_quoted.speaker IS 'The speaker''s name, in the spelling that most articles have.';
COMMENT ON COLUMN speakers_quoted.outlet_id IS 'The outlet.';
COMMENT ON COLUMN speakers_quoted.outlet IS 'Its name.';
COMMENT ON COLUMN speakers_quoted.claims IS 'Claims of the speaker in its articles'' newest versions.';
COMMENT ON COLUMN speakers_quoted.direct IS 'Those that are quotations.';
COMMENT ON COLUMN speakers_quoted.spellings IS 'How these articles name the speaker, in the order of the alphabet.';
COMMENT ON COLUMN speakers_quoted.synthetic IS 'True where the outlet, or one of the articles, is no real one.';
