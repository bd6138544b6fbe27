-- Deletes the comparisons of the articles `outdated`, and what they found.
DELETE FROM standing_steps
WHERE standing_id IN (SELECT standing_id FROM standings SEMI JOIN outdated USING (article_id));
DELETE FROM standings WHERE article_id IN (FROM outdated);
DELETE FROM edits WHERE article_id IN (FROM outdated);
DELETE FROM comparisons WHERE article_id IN (FROM outdated);
DROP TABLE outdated;
