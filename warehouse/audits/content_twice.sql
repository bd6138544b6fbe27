-- Wrong: the same thing under two ids: an article, a version, a page, a claim, a pair of claims.
-- Means: counts are too high, and an outlet seems to say a thing twice.
-- Do: make a new warehouse (`sayso replay`, then `sayso ingest FOLDER`); report it, sayso should never write this.
SELECT 'article twice under two ids' AS problem, min(article_id) AS id
FROM articles GROUP BY outlet_id, url HAVING count(DISTINCT article_id) > 1
UNION ALL SELECT 'version twice under two ids', min(version_id)
FROM article_versions GROUP BY article_id, hash(title), hash(text) HAVING count(DISTINCT version_id) > 1
UNION ALL SELECT 'claim twice under two ids', min(claim_id)
FROM (
    SELECT c.claim_id, c.version_id, c.start_offset, c.end_offset, c.fragments, c.cue_start,
        list((h.span_start, h.name) ORDER BY h.position) AS chain
    FROM claims AS c JOIN hops AS h USING (claim_id)
    SEMI JOIN (
        SELECT version_id, start_offset, end_offset FROM claims GROUP BY ALL HAVING count(DISTINCT claim_id) > 1
    ) AS alike ON (alike.version_id, alike.start_offset, alike.end_offset)
        = (c.version_id, c.start_offset, c.end_offset)
    GROUP BY ALL
)
GROUP BY version_id, fragments, cue_start, chain HAVING count(DISTINCT claim_id) > 1
UNION ALL SELECT 'pair of claims twice under two ids', min(match_id)
FROM matches GROUP BY left_claim_id, right_claim_id HAVING count(DISTINCT match_id) > 1;
