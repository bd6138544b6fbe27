-- Who prints a quotation's words without telling the claim, found once by matching and not by every question.
--
-- Grain, one row a …
--   echoes   claim group × outlet that prints eight words in a row of its quotation and tells it nowhere

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
