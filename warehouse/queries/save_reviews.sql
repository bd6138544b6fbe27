-- Stores `incoming` reviews in place of earlier ones of the same pairs.
DELETE FROM reviews
USING incoming AS i
WHERE i.review_id = reviews.review_id AND i.reviewed_at >= reviews.reviewed_at;
INSERT INTO reviews BY NAME FROM incoming WHERE review_id NOT IN (SELECT review_id FROM reviews);
