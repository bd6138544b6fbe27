-- With which verbs does an outlet report what a speaker says?
-- Grain: one row an outlet, speaker and cue; newest versions only. Who goes unnamed is left out.
-- Example: Which verbs introduce what Dmitry Peskov says, and where?
--   SELECT cue, cue_class, sum(claims)::INTEGER AS claims, list_sort(list(outlet)) AS outlets
--   FROM cue_verbs
--   WHERE speaker = 'Dmitry Peskov'
--   GROUP BY cue, cue_class
--   ORDER BY claims DESC, cue
CREATE OR REPLACE VIEW cue_verbs AS
WITH known AS (
    SELECT claim_id, arg_max(speaker_id, score) AS speaker_id
    FROM speaker_links
    WHERE verdict = 'same'
    GROUP BY claim_id
),
counted AS (
    SELECT
        c.outlet_id,
        any_value(c.outlet) AS outlet,
        k.speaker_id,
        coalesce(any_value(s.name), any_value(c.speaker)) AS speaker,
        c.cue,
        any_value(c.cue_class) AS cue_class,
        count(*) AS claims,
        bool_or(c.synthetic) AS synthetic
    FROM stg_sourced_claims AS c
    LEFT JOIN known AS k ON k.claim_id = c.claim_id
    LEFT JOIN speakers AS s ON s.speaker_id = k.speaker_id
    WHERE c.speaker IS NOT NULL AND c.source NOT IN ('anonymous', 'unknown')
    GROUP BY c.outlet_id, k.speaker_id, CASE WHEN k.speaker_id IS NULL THEN c.speaker END, c.cue
)
SELECT
    outlet_id,
    outlet,
    speaker_id,
    speaker,
    cue,
    cue_class,
    claims,
    claims / (sum(claims) OVER (PARTITION BY outlet_id, speaker_id, speaker))::DOUBLE AS share,
    synthetic
FROM counted;

COMMENT ON VIEW cue_verbs IS 'With which verbs does an outlet report what a speaker says? One row an outlet, speaker and cue.';
COMMENT ON COLUMN cue_verbs.outlet_id IS 'The outlet.';
COMMENT ON COLUMN cue_verbs.outlet IS 'Its name.';
COMMENT ON COLUMN cue_verbs.speaker_id IS 'The speaker across articles; NULL where that is not sure.';
COMMENT ON COLUMN cue_verbs.speaker IS 'The speaker''s name; as the article has it where speaker_id is NULL.';
COMMENT ON COLUMN cue_verbs.cue IS 'Lemma of the cue: say, according to; empty where there is none.';
COMMENT ON COLUMN cue_verbs.cue_class IS 'neutral, assertive, factive, distancing, denial, refusal, question, request, belief or none.';
COMMENT ON COLUMN cue_verbs.claims IS 'Claims of the speaker in that outlet with this cue.';
COMMENT ON COLUMN cue_verbs.share IS 'Those among all claims of the speaker in that outlet, 0 to 1.';
COMMENT ON COLUMN cue_verbs.synthetic IS 'True where one of the articles or outlets is no real one.';
