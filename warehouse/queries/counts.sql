-- What does the warehouse hold? Grain: one row a number. Claims and relays are those of articles' newest versions.
WITH latest AS (
    SELECT claim_id FROM claims WHERE version_id IN (SELECT version_id FROM stg_latest_versions)
)
SELECT 'outlets' AS name, count(DISTINCT outlet_id) AS number FROM articles
UNION ALL SELECT 'pages', count(*) FROM pages
UNION ALL SELECT 'articles', count(*) FROM articles
UNION ALL SELECT 'article_versions', count(*) FROM article_versions
UNION ALL SELECT 'claims', count(*) FROM latest
UNION ALL SELECT 'relays', count(*) FROM hops SEMI JOIN latest USING (claim_id) WHERE role = 'relay'
UNION ALL SELECT 'stories', count(*) FROM stories
UNION ALL SELECT 'claim_groups', count(*) FROM claim_groups
UNION ALL SELECT 'skipped', count(*) FROM skipped;
