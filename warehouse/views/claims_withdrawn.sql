-- Which claims did an outlet take back, or leave without the one who said them, in a later version of the article?
-- Grain: one row for each claim and version in which it lost its speaker or went.
-- Example: Which claims were taken back without a trace?
--   SELECT outlet, url, claim, what, found_at
--   FROM claims_withdrawn
--   ORDER BY found_at DESC, url, claim_id
CREATE OR REPLACE VIEW claims_withdrawn AS
SELECT
    a.outlet_id,
    coalesce(o.name, a.outlet_id) AS outlet,
    a.url,
    s.article_id,
    s.standing_id AS claim_id,
    c.text AS claim,
    step.version,
    step.version_id,
    h.first_fetched_at AS found_at,
    CASE step.kind WHEN 'content_removed' THEN 'withdrawn' ELSE 'attribution removed' END AS what,
    step.after_text,
    s.fate
FROM standing_steps AS step
JOIN standings AS s USING (standing_id)
JOIN articles AS a ON a.article_id = s.article_id
JOIN article_history AS h ON h.version_id = step.version_id
LEFT JOIN claims AS c ON c.claim_id = s.standing_id
LEFT JOIN outlets AS o ON o.outlet_id = a.outlet_id
WHERE step.kind IN ('content_removed', 'attribution_removed')
ORDER BY found_at DESC, a.url, step.version, claim_id;

COMMENT ON VIEW claims_withdrawn IS 'Which claims did an outlet take back, or leave without the one who said them, in a later version of the article? One row a claim and version in which it lost its speaker or went.';
COMMENT ON COLUMN claims_withdrawn.outlet_id IS 'The outlet.';
COMMENT ON COLUMN claims_withdrawn.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN claims_withdrawn.url IS 'The article''s canonical URL.';
COMMENT ON COLUMN claims_withdrawn.article_id IS 'The article.';
COMMENT ON COLUMN claims_withdrawn.claim_id IS 'The claim, as the first version that has it tells it.';
COMMENT ON COLUMN claims_withdrawn.claim IS 'Its words there.';
COMMENT ON COLUMN claims_withdrawn.version IS 'Number of the version that it is gone from.';
COMMENT ON COLUMN claims_withdrawn.version_id IS 'That version.';
COMMENT ON COLUMN claims_withdrawn.found_at IS 'When that version was first fetched, UTC.';
COMMENT ON COLUMN claims_withdrawn.what IS 'withdrawn, or attribution removed where the words stand there and nobody is said to say them.';
COMMENT ON COLUMN claims_withdrawn.after_text IS 'The words that still stand there; NULL where they are gone.';
COMMENT ON COLUMN claims_withdrawn.fate IS 'How it stands in the last version: stands where it came back.';
