-- What is told in a story, by whom and in which words?
-- Grain: one row a telling in the newest version of an article of the story.
-- Example: Which claims of the harbour story do both outlets tell?
--   SELECT claim, list_sort(list(DISTINCT outlet)) AS outlets
--   FROM told_in('inner harbour')
--   GROUP BY group_id, claim
--   HAVING count(DISTINCT outlet_id) > 1
--   ORDER BY group_id
CREATE OR REPLACE MACRO told_in(story) AS TABLE
SELECT
    t.story_id,
    s.title,
    t.group_id,
    canonical.wording AS claim,
    t.outlet_id,
    t.outlet,
    t.speaker,
    t.kind,
    t.wording,
    t.seen,
    t.url,
    t.claim_id,
    t.synthetic
FROM stories AS s
JOIN stg_tellings AS t ON t.story_id = s.story_id
JOIN claim_groups AS g ON g.group_id = t.group_id
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
WHERE s.story_id = CAST(story AS VARCHAR)
   OR trim(CAST(story AS VARCHAR)) <> '' AND contains(lower(s.title), lower(trim(CAST(story AS VARCHAR))));

COMMENT ON MACRO TABLE told_in IS 'What is told in a story, by whom and in which words? One row a telling in the newest version of an article of the story.
story: a story''s id, or words of its title, whatever the case.
story_id: The story.
title: Title of the story''s earliest article.
group_id: The claim group.
claim: The claim in the words of the canonical telling, the one most like all others.
outlet_id: The outlet.
outlet: Its name.
speaker: Who says it there; NULL where nobody is named.
kind: direct, indirect or mixed.
wording: The claim in that outlet''s words.
seen: When the article was published or, where the page does not say, fetched, UTC.
url: The article''s URL.
claim_id: The claim.
synthetic: True where one of the articles or outlets is no real one.';
