-- The origins of a copy in their order, so that copies that were found before need not be looked for again.
--
-- Grain, one row a …
--   copies  article version × earlier one that it was taken from, as before

ALTER TABLE copies ADD COLUMN position INTEGER;
COMMENT ON COLUMN copies.position IS 'Place among the origins of the copy, from 0: the one that most of it was taken from, then others for what is left.';

-- Of copies that were found before, the next run finds the order: until then it is some order.
UPDATE copies SET position = (
    SELECT count(*) FROM copies AS other WHERE other.version_id = copies.version_id AND other.origin_id < copies.origin_id
);
UPDATE stories SET stale = true;
