-- Wrong: two rows of one id.
-- Means: everything joined with it is counted twice.
-- Do: take the last good backup (`sayso import`), or make a new warehouse (`sayso replay`); report it.
-- Fatal: nothing is published while numbers would be doubled.
SELECT 'outlet twice' AS problem, outlet_id AS id FROM outlets GROUP BY outlet_id HAVING count(*) > 1
UNION ALL SELECT 'page twice', page_id FROM pages GROUP BY page_id HAVING count(*) > 1
UNION ALL SELECT 'article twice', article_id FROM articles GROUP BY article_id HAVING count(*) > 1
UNION ALL SELECT 'version twice', version_id FROM article_versions GROUP BY version_id HAVING count(*) > 1
UNION ALL SELECT 'extraction twice', page_id FROM page_extractions GROUP BY page_id HAVING count(*) > 1
UNION ALL SELECT 'attribution twice', version_id FROM version_attributions GROUP BY version_id HAVING count(*) > 1
UNION ALL SELECT 'claim twice', claim_id FROM claims GROUP BY claim_id HAVING count(*) > 1
UNION ALL SELECT 'vector twice', claim_id FROM claim_vectors GROUP BY claim_id HAVING count(*) > 1
UNION ALL SELECT 'keys twice', claim_id FROM claim_keys GROUP BY claim_id HAVING count(*) > 1
UNION ALL SELECT 'story twice', story_id FROM stories GROUP BY story_id HAVING count(*) > 1
UNION ALL SELECT 'match twice', match_id FROM matches GROUP BY match_id HAVING count(*) > 1
UNION ALL SELECT 'evidence twice', match_id FROM match_evidence GROUP BY match_id HAVING count(*) > 1
UNION ALL SELECT 'claim group twice', group_id FROM claim_groups GROUP BY group_id HAVING count(*) > 1
UNION ALL SELECT 'provenance twice', group_id FROM provenance GROUP BY group_id HAVING count(*) > 1
UNION ALL SELECT 'review twice', review_id FROM reviews GROUP BY review_id HAVING count(*) > 1
UNION ALL SELECT 'speaker twice', speaker_id FROM speakers GROUP BY speaker_id HAVING count(*) > 1
UNION ALL SELECT 'feed twice', feed_id FROM feeds GROUP BY feed_id HAVING count(*) > 1
UNION ALL SELECT 'address twice', address_id FROM addresses GROUP BY address_id HAVING count(*) > 1
UNION ALL SELECT 'fetch twice', fetch_id FROM fetches GROUP BY fetch_id HAVING count(*) > 1
UNION ALL SELECT 'skipped item twice', skipped_id FROM skipped GROUP BY skipped_id HAVING count(*) > 1
UNION ALL SELECT 'comparison twice', article_id FROM comparisons GROUP BY article_id HAVING count(*) > 1
UNION ALL SELECT 'standing twice', standing_id FROM standings GROUP BY standing_id HAVING count(*) > 1
UNION ALL SELECT 'run twice', run_id FROM runs GROUP BY run_id HAVING count(*) > 1;
