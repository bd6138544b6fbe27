-- What is a person or body quoted with, by whom, and how worded?
-- Grain: one row a claim in the newest version of an article, of a speaker whose name has these words.
-- Example: What does Johann Wadephul say, and in which words?
--   SELECT outlet, cue, wording
--   FROM claims_of('wadephul')
--   ORDER BY published NULLS LAST, claim_id
CREATE OR REPLACE MACRO claims_of(speaker_name) AS TABLE
SELECT
    w.published,
    w.publisher AS outlet,
    w.outlet_id,
    coalesce(w.known_as, w.speaker) AS speaker,
    w.relays,
    w.cue,
    w.cue_class,
    w.kind,
    w.wording,
    w.url,
    w.claim_id,
    w.group_id,
    w.synthetic
FROM who_said_what AS w
WHERE contains(' ' || lower(strip_accents(w.speaker)) || ' ', ' ' || lower(strip_accents(CAST(speaker_name AS VARCHAR))) || ' ')
   OR contains(' ' || lower(strip_accents(w.known_as)) || ' ', ' ' || lower(strip_accents(CAST(speaker_name AS VARCHAR))) || ' ');

COMMENT ON MACRO TABLE claims_of IS 'What is a person or body quoted with, by whom, and how worded? One row a claim in the newest version of an article, of a speaker whose name has these words.
speaker_name: a name or a part of one, whole words, whatever the case and accents: ''Peskov'', ''dmitry peskov''. Both the name as printed and the one known across articles are looked at.
published: When the article was published, UTC; NULL where the page does not say.
outlet: Name of the outlet that reports it.
outlet_id: Id of that outlet.
speaker: The name known across articles, or else as printed.
relays: Names of the outlets between speaker and publisher, in order.
cue: Lemma of the cue: say, according to; empty where there is none.
cue_class: neutral, assertive, factive, distancing, denial, refusal, question, request, belief or none.
kind: direct, indirect or mixed.
wording: What was said, in the article''s words.
url: The article''s URL.
claim_id: The claim.
group_id: The claim group it is a telling of; NULL before matching.
synthetic: True where the article or the outlet is no real one.';
