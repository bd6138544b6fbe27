-- Which articles are to be asked for, those never fetched first, then those due longest? At most $most of an outlet.
-- Those that a feed of a followed outlet named, and what a person asked for.
-- Grain: one row an address.
FROM addresses
WHERE (
    next_at <= $now
    -- Last looked at or, where it never was, found by a clock that was ahead: put off too long, or taken for the last of
    -- so many looks though it was not. How often it was looked at does not tell alone, since each wrong clock has it
    -- looked at once more. What first came after now is left out then, or a clock that is behind would have all done
    -- with looked at again.
    OR (
        coalesce(checked_at, found_at) > $now
        AND (next_at IS NOT NULL OR checks BETWEEN 1 AND $looks OR first_fetched_at <= $now)
    )
  )
  AND address_id IN (
    SELECT address_id
    FROM sightings
    WHERE found_in = $asked_for
       OR found_in IN (SELECT url FROM feeds WHERE outlet_id IN (SELECT unnest($outlets::VARCHAR[])))
  )
QUALIFY row_number() OVER (
    PARTITION BY outlet_id ORDER BY first_fetched_at IS NOT NULL, next_at, address_id
) <= $most
ORDER BY first_fetched_at IS NOT NULL, next_at, address_id;
