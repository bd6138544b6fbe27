-- An outlet says "according to Y": what does Y itself say?
-- Grain: one row for each claim and outlet that the claim names as its source.
-- Example: Which “according to Y” is not what Y says?
--   SELECT outlet, relay, reported, found
--   FROM relay_reports
--   WHERE verdict = 'altered'
--   ORDER BY outlet_id, claim_id, relay_id
CREATE OR REPLACE VIEW relay_reports AS
SELECT
    r.claim_id,
    v.outlet_id,
    v.outlet,
    r.relay_id,
    coalesce(relay.name, r.relay_id) AS relay,
    r.verdict,
    c.wording AS reported,
    r.found_text AS found,
    r.checked_id,
    coalesce(checked.name, r.checked_id) AS checked,
    v.url,
    source.url AS found_url,
    v.published,
    v.synthetic OR coalesce(source.synthetic, false) OR coalesce(checked.synthetic, false) AS synthetic
FROM relay_checks AS r
JOIN claims AS c USING (claim_id)
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN outlets AS relay ON relay.outlet_id = r.relay_id
LEFT JOIN outlets AS checked ON checked.outlet_id = r.checked_id
LEFT JOIN stg_latest_versions AS source ON source.version_id = r.found_version_id
ORDER BY v.published, v.url, c.start_offset, r.claim_id, r.relay_id;

COMMENT ON VIEW relay_reports IS 'An outlet says "according to Y": what does Y itself say? One row for each claim and outlet that it names.';
COMMENT ON COLUMN relay_reports.claim_id IS 'The claim.';
COMMENT ON COLUMN relay_reports.outlet_id IS 'The outlet that reports it.';
COMMENT ON COLUMN relay_reports.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN relay_reports.relay_id IS 'Y, the outlet that it names.';
COMMENT ON COLUMN relay_reports.relay IS 'The name of Y.';
COMMENT ON COLUMN relay_reports.verdict IS 'verified, reworded, altered, not_found or not_held.';
COMMENT ON COLUMN relay_reports.reported IS 'The claim in the reporting outlet''s words.';
COMMENT ON COLUMN relay_reports.found IS 'The passage in the text of Y; NULL where none was found.';
COMMENT ON COLUMN relay_reports.checked_id IS 'The outlet looked into: Y, or what stands in for it; NULL where neither is held.';
COMMENT ON COLUMN relay_reports.checked IS 'The name of the outlet looked into; NULL where none is held.';
COMMENT ON COLUMN relay_reports.url IS 'The reporting article''s URL.';
COMMENT ON COLUMN relay_reports.found_url IS 'The URL of the article with the passage; NULL where none was found.';
COMMENT ON COLUMN relay_reports.published IS 'When the reporting article was published, UTC; NULL where the page does not say.';
COMMENT ON COLUMN relay_reports.synthetic IS 'True where one of the articles or outlets is no real one.';
