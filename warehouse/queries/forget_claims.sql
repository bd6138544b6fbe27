-- Deletes all claims of the `incoming` article versions, with the record that they were looked for.
DELETE FROM claims WHERE version_id IN (SELECT version_id FROM incoming);
DELETE FROM hops WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM quantities WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM date_mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM hedges WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM version_attributions WHERE version_id IN (SELECT version_id FROM incoming);
DELETE FROM skipped WHERE stage = 'attribute' AND item_id IN (SELECT version_id FROM incoming);
