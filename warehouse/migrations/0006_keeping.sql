-- What is kept of runs and pages: which snapshot a run published, what its audit found, which bodies were let go.
--
-- Grain, one row a …
--   audit_findings   audit × thing found wrong by the last run's audit, the first of each audit
--   dropped_bodies   page whose body was dropped

ALTER TABLE runs ADD COLUMN published_in VARCHAR;
ALTER TABLE runs ADD COLUMN findings MAP(VARCHAR, BIGINT);
COMMENT ON COLUMN runs.published_in IS 'The run whose snapshot has what the warehouse held after this one: itself, or an earlier one where nothing was new; NULL where it published none.';
COMMENT ON COLUMN runs.findings IS 'How many things each audit found wrong at the end, of those that found any; NULL where none ran.';

CREATE TABLE audit_findings (
    audit VARCHAR,
    position INTEGER,
    problem VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    PRIMARY KEY (audit, position)
);
COMMENT ON TABLE audit_findings IS 'What the audit of the last run found wrong, one row for each audit and thing, the first hundred of each audit.';
COMMENT ON COLUMN audit_findings.audit IS 'The audit: warehouse/audits has a file of this name, which says what it means and what to do.';
COMMENT ON COLUMN audit_findings.position IS 'Place among the audit''s findings, from 0.';
COMMENT ON COLUMN audit_findings.problem IS 'What is wrong.';
COMMENT ON COLUMN audit_findings.item_id IS 'Id of what it is wrong with.';

CREATE TABLE dropped_bodies (
    page_id VARCHAR PRIMARY KEY,
    dropped_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE dropped_bodies IS 'Pages whose bytes were dropped after the days that keep_pages gives them, one row a page.';
COMMENT ON COLUMN dropped_bodies.page_id IS 'The page.';
COMMENT ON COLUMN dropped_bodies.dropped_at IS 'When, UTC.';

COMMENT ON COLUMN derivations.name IS 'matching: stories, matches, claim groups, changes and relay checks; outlets; speakers; views: this file''s; audit: audit_findings; snapshot: what was published last.';
