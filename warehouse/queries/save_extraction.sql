-- Stores `incoming` article versions, each read from its page.

-- The rows to write: a version that several pages have is kept as its first page has it, unless another extractor
-- made it. So it does not matter in which order, or in how many batches, pages are read.
CREATE OR REPLACE TEMP TABLE fresh_versions AS
SELECT i.*
FROM incoming AS i
LEFT JOIN pages AS page ON page.page_id = i.page_id
LEFT JOIN article_versions AS held ON held.version_id = i.version_id
LEFT JOIN pages AS held_page ON held_page.page_id = held.page_id
WHERE held.version_id IS NULL
   OR held.extractor <> i.extractor
   OR (page.fetched_at, i.page_id) <= (held_page.fetched_at, held.page_id)
QUALIFY row_number() OVER (PARTITION BY i.version_id ORDER BY page.fetched_at, i.page_id) = 1;

CREATE OR REPLACE TEMP TABLE fresh_count AS
SELECT count(*) AS number FROM fresh_versions WHERE version_id NOT IN (SELECT version_id FROM article_versions);

-- Claims rest on outlet, time of publication and language: where these change, they are extracted anew, and their
-- article is placed anew.
CREATE OR REPLACE TEMP TABLE corrected AS
SELECT f.version_id
FROM fresh_versions AS f
JOIN article_versions AS held ON held.version_id = f.version_id
JOIN articles AS a ON a.article_id = held.article_id
WHERE (a.outlet_id, held.published, held.modified, held.language, held.kind)
      IS DISTINCT FROM (f.outlet_id, f.published, f.modified, f.language, f.kind);
DELETE FROM version_attributions WHERE version_id IN (FROM corrected);
DELETE FROM stories WHERE story_id IN (SELECT story_id FROM story_versions SEMI JOIN corrected USING (version_id));
DELETE FROM story_versions WHERE story_id NOT IN (SELECT story_id FROM stories);
DROP TABLE corrected;

-- Copies rest on bylines, which credit others, and relay checks on what was cut off: these are looked for anew.
UPDATE stories SET stale = true, changed = true WHERE story_id IN (
    SELECT s.story_id
    FROM story_versions AS s
    JOIN fresh_versions AS f ON f.version_id = s.version_id
    JOIN article_versions AS held ON held.version_id = f.version_id
    WHERE (held.byline, held.completeness) IS DISTINCT FROM (f.byline, f.completeness)
);

DELETE FROM articles WHERE article_id IN (SELECT article_id FROM fresh_versions);
INSERT INTO articles BY NAME
SELECT article_id, first(outlet_id ORDER BY version_id) AS outlet_id, first(url ORDER BY version_id) AS url
FROM fresh_versions
GROUP BY article_id;

DELETE FROM article_versions WHERE version_id IN (SELECT version_id FROM fresh_versions);
INSERT INTO article_versions BY NAME SELECT * EXCLUDE (outlet_id, url) FROM fresh_versions;

DELETE FROM page_extractions WHERE page_id IN (SELECT page_id FROM incoming);
INSERT INTO page_extractions BY NAME SELECT page_id, version_id, extractor FROM incoming;

-- A page that could be read makes up for an earlier answer of its URL that could not.
DELETE FROM skipped WHERE stage = 'extract' AND item_id IN (
    SELECT earlier.page_id
    FROM incoming AS i
    JOIN pages AS page ON page.page_id = i.page_id
    JOIN pages AS earlier ON earlier.outlet_id = page.outlet_id AND earlier.url = page.url
    WHERE earlier.fetched_at <= page.fetched_at
);

-- What an earlier extractor made of a page is no version that the outlet ever published.
DELETE FROM article_versions WHERE version_id NOT IN (SELECT version_id FROM page_extractions);
DELETE FROM articles WHERE article_id NOT IN (SELECT article_id FROM article_versions);
DELETE FROM version_attributions WHERE version_id NOT IN (SELECT version_id FROM article_versions);
DELETE FROM skipped
WHERE stage = 'attribute' AND item_id <> '' AND item_id NOT IN (SELECT version_id FROM article_versions);
DELETE FROM claims WHERE version_id NOT IN (SELECT version_id FROM version_attributions);
DELETE FROM hops WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM quantities WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM date_mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM hedges WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);

DROP TABLE fresh_versions;
