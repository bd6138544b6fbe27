-- What questions ask for again and again, found once: when it is saved.
--
-- Grain, one row a …
--   newest_versions  article
--   echoes           claim group × outlet that prints eight words in a row of its quotation and tells it nowhere

CREATE TABLE newest_versions (
    article_id VARCHAR PRIMARY KEY,
    version_id VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE newest_versions IS 'What articles say now, one row an article: the version that was read from the page fetched last.';
COMMENT ON COLUMN newest_versions.article_id IS 'The article.';
COMMENT ON COLUMN newest_versions.version_id IS 'Its newest version.';
COMMENT ON COLUMN newest_versions.fetched_at IS 'When this text was last fetched anew, UTC.';

INSERT INTO newest_versions
SELECT v.article_id, v.version_id, r.fetched_at
FROM article_versions AS v
JOIN (
    SELECT e.version_id, max(p.fetched_at) AS fetched_at
    FROM page_extractions AS e
    JOIN pages AS p USING (page_id)
    GROUP BY e.version_id
) AS r USING (version_id)
QUALIFY row_number() OVER (
    PARTITION BY v.article_id ORDER BY r.fetched_at DESC, v.modified DESC NULLS LAST, v.version_id
) = 1;

CREATE TABLE echoes (
    group_id VARCHAR,
    outlet_id VARCHAR,
    PRIMARY KEY (group_id, outlet_id)
);
COMMENT ON TABLE echoes IS 'Outlets that print eight words in a row of a quotation, in an article on the story, and tell the claim nowhere: one row for each claim group and such outlet. They are not said to pass over it.';
COMMENT ON COLUMN echoes.group_id IS 'The claim group.';
COMMENT ON COLUMN echoes.outlet_id IS 'The outlet.';

-- Of groups that were made before, the next run finds them.
UPDATE stories SET stale = true;
