-- What speaks for and against each match?
-- Grain: one row for each piece of evidence of a match.
-- Example: What counted most for the surest match of two outlets?
--   SELECT name, round(value, 1) AS value, round(contribution, 1) AS contribution
--   FROM match_features
--   WHERE match_id = (SELECT match_id FROM matches WHERE verdict = 'same' ORDER BY score DESC, match_id LIMIT 1)
--   ORDER BY abs(contribution) DESC, position
--   LIMIT 4
CREATE OR REPLACE VIEW match_features AS
WITH pieces AS (
    SELECT match_id, generate_subscripts(features, 1) - 1 AS position, unnest(features) AS feature
    FROM match_evidence
)
SELECT
    match_id,
    position::INTEGER AS position,
    feature."name" AS name,
    feature."value" AS value,
    feature.contribution AS contribution
FROM pieces;

COMMENT ON VIEW match_features IS 'What speaks for and against each match? One row for each piece of its evidence.';
COMMENT ON COLUMN match_features.match_id IS 'The match.';
COMMENT ON COLUMN match_features.position IS 'Place among the match''s pieces of evidence, from 0.';
COMMENT ON COLUMN match_features.name IS 'What was compared.';
COMMENT ON COLUMN match_features.value IS 'How the comparison came out.';
COMMENT ON COLUMN match_features.contribution IS 'What it adds to the score''s log-odds.';
