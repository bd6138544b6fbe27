-- The evidence for a match in one row: a row for each piece took most of the time and space that matching takes.
--
-- Grain, one row a …
--   match_evidence    match
--
-- match_features, which was a table with one row for each piece of a match, is a view of it.

CREATE TABLE match_evidence (
    match_id VARCHAR NOT NULL,
    features STRUCT("name" VARCHAR, "value" DOUBLE, contribution DOUBLE)[] NOT NULL
);
COMMENT ON TABLE match_evidence IS 'The evidence for matches, one row a match; match_features has one row for each piece.';
COMMENT ON COLUMN match_evidence.match_id IS 'The match.';
COMMENT ON COLUMN match_evidence.features IS 'What was compared, how each comparison came out, and what that adds to the score''s log-odds.';

INSERT INTO match_evidence
SELECT match_id, list({'name': name, 'value': value, 'contribution': contribution} ORDER BY position)
FROM match_features
GROUP BY match_id;
DROP TABLE match_features;
