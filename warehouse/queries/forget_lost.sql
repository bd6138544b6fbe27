-- Takes back what rests on article versions that are in no story any more, and the vectors of what is no more.
DELETE FROM copied_passages
WHERE version_id NOT IN (SELECT version_id FROM story_versions) OR origin_id NOT IN (SELECT version_id FROM story_versions);
DELETE FROM copies
WHERE version_id NOT IN (SELECT version_id FROM story_versions) OR origin_id NOT IN (SELECT version_id FROM story_versions);
DELETE FROM claim_vectors
WHERE claim_id IN (SELECT claim_id FROM claim_vectors ANTI JOIN claims USING (claim_id));
DELETE FROM article_vectors
WHERE version_id IN (SELECT version_id FROM article_vectors ANTI JOIN article_versions USING (version_id));
