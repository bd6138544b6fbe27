-- Wrong: a sighting of no address, an address that nothing named, an answer that gave a page which is not there.
-- Means: an article is never asked for again, or what a server said cannot be found.
-- Do: `sayso ingest URL` names the address anew; report it, sayso should never write this.
SELECT 'sighting without address' AS problem, address_id AS id FROM sightings ANTI JOIN addresses USING (address_id)
UNION ALL SELECT 'sighting that ends before it begins', address_id FROM sightings WHERE last_seen < first_seen
UNION ALL SELECT 'address without sighting or answer', address_id
FROM addresses ANTI JOIN sightings USING (address_id)
WHERE checked_at IS NULL
UNION ALL SELECT 'fetch without page', fetch_id FROM fetches ANTI JOIN pages USING (page_id) WHERE page_id IS NOT NULL;
