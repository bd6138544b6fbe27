-- Stores `incoming` outlets in place of those held under the same ids.
DELETE FROM outlets WHERE outlet_id IN (SELECT outlet_id FROM incoming);
INSERT INTO outlets BY NAME FROM incoming;
