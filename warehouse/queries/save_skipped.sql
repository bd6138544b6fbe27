-- Stores `incoming` skipped items in place of those held under the same key, stage and item.
DELETE FROM skipped WHERE skipped_id IN (SELECT skipped_id FROM incoming);
INSERT INTO skipped BY NAME FROM incoming;
