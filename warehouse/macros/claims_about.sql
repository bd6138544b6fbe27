-- Who says something with these words in it, and what stands around it?
-- Grain: one row a claim in the newest version of an article whose wording has the words.
-- Example: Who says what about NATO?
--   SELECT outlet, speaker, claim
--   FROM claims_about('NATO')
--   ORDER BY published, claim_id
--   LIMIT 4
CREATE OR REPLACE MACRO claims_about(words) AS TABLE
SELECT
    v.published,
    v.outlet,
    v.outlet_id,
    s.speaker,
    substring(v.text, greatest(c.start_offset - 120, 0) + 1, least(c.start_offset, 120)) AS text_before,
    c.text AS claim,
    substring(v.text, c.end_offset + 1, 120) AS text_after,
    c.kind,
    v.url,
    c.claim_id,
    g.group_id,
    v.synthetic
FROM claims AS c
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN (
    SELECT h.claim_id, arg_min(h.name, h.position) AS speaker FROM hops AS h WHERE h.role = 'speaker' GROUP BY h.claim_id
) AS s ON s.claim_id = c.claim_id
LEFT JOIN group_claims AS g ON g.claim_id = c.claim_id
WHERE contains(lower(strip_accents(c.wording)), lower(strip_accents(trim(CAST(words AS VARCHAR)))))
  AND contains(
      ' ' || trim(regexp_replace(lower(strip_accents(c.wording)), '[^\pL\pN]+', ' ', 'g')) || ' ',
      ' ' || trim(regexp_replace(lower(strip_accents(CAST(words AS VARCHAR))), '[^\pL\pN]+', ' ', 'g')) || ' '
  );

COMMENT ON MACRO TABLE claims_about IS 'Who says something with these words in it, and what stands around it? One row a claim in the newest version of an article whose wording has the words.
words: words in their order and punctuation, whatever the case and accents; parts of words do not count.
published: When the article was published, UTC; NULL where the page does not say.
outlet: Name of the outlet that reports it.
outlet_id: Id of that outlet.
speaker: Who says it, as the article has it; NULL where nobody is named.
text_before: Up to 120 characters of the article before it.
claim: The article''s text from the beginning of what is said to its end.
text_after: Up to 120 characters of the article after it.
kind: direct, indirect or mixed.
url: The article''s URL.
claim_id: The claim.
group_id: The claim group it is a telling of; NULL before matching.
synthetic: True where the article or the outlet is no real one.';
