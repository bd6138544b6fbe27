-- Stores `incoming` sightings; of an address that was seen there before only the last time changes.
UPDATE sightings SET last_seen = greatest(sightings.last_seen, i.last_seen)
FROM incoming AS i
WHERE i.address_id = sightings.address_id AND i.found_in = sightings.found_in;

INSERT INTO sightings BY NAME
FROM incoming ANTI JOIN sightings USING (address_id, found_in);
