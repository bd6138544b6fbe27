-- Who else tells the claims of the groups $group_ids?
-- Grain: one row a telling in the newest version of an article, earliest first.
SELECT group_id, claim_id FROM stg_tellings
WHERE group_id IN (SELECT unnest($group_ids::VARCHAR[]))
ORDER BY group_id, seen, url, claim_id;
