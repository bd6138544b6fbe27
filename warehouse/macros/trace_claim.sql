-- Where does a claim come from, and how did it travel?
-- Grain: one row a telling of a claim group: of the one with this id, of the one that a claim with this id is in, or of those with
-- a telling that has these words.
-- Example: How did the claim about the size of the army travel?
--   SELECT seen, outlet, wording, first, how, from_outlet
--   FROM trace_claim('600,000')
--   ORDER BY group_id, seen, claim_id
CREATE OR REPLACE MACRO trace_claim(claim_or_words) AS TABLE
WITH meant AS (
    SELECT g.group_id FROM claim_groups AS g WHERE g.group_id = CAST(claim_or_words AS VARCHAR)
    UNION
    SELECT m.group_id FROM group_claims AS m WHERE m.claim_id = CAST(claim_or_words AS VARCHAR)
    UNION
    SELECT m.group_id
    FROM group_claims AS m
    JOIN claims AS c ON c.claim_id = m.claim_id
    WHERE trim(CAST(claim_or_words AS VARCHAR)) <> ''
      AND contains(lower(c.wording), lower(trim(CAST(claim_or_words AS VARCHAR))))
),
taken AS (
    SELECT
        k.claim_id,
        arg_min(k.how, k.position) AS how,
        arg_min(coalesce(source.outlet_id, k.from_outlet_id), k.position) AS from_outlet_id
    FROM takings AS k
    SEMI JOIN meant ON meant.group_id = k.group_id
    LEFT JOIN claims AS source ON source.claim_id = k.from_claim_id
    GROUP BY k.claim_id
)
SELECT
    t.story_id,
    t.group_id,
    canonical.wording AS claim,
    t.seen,
    t.outlet_id,
    t.outlet,
    t.speaker,
    t.wording,
    t.claim_id = p.first_claim_id AS first,
    taken.how,
    coalesce(o.name, taken.from_outlet_id) AS from_outlet,
    t.url,
    t.claim_id,
    t.synthetic
FROM stg_tellings AS t
SEMI JOIN meant ON meant.group_id = t.group_id
JOIN claim_groups AS g ON g.group_id = t.group_id
JOIN claims AS canonical ON canonical.claim_id = g.canonical_claim_id
LEFT JOIN provenance AS p ON p.group_id = t.group_id
LEFT JOIN taken ON taken.claim_id = t.claim_id
LEFT JOIN outlets AS o ON o.outlet_id = taken.from_outlet_id;

COMMENT ON MACRO TABLE trace_claim IS 'Where does a claim come from, and how did it travel? One row a telling of a claim group.
claim_or_words: the id of a claim or claim group, or words of a claim, whatever the case.
story_id: The story.
group_id: The claim group.
claim: The claim in the words of the canonical telling, the one most like all others.
seen: When the article was published or, where the page does not say, fetched, UTC.
outlet_id: The outlet.
outlet: Its name.
speaker: Who says it there; NULL where nobody is named.
wording: The claim in that outlet''s words.
first: True for the telling of the likely first carrier; NULL where that is not known.
how: How the outlet came by it: relay, copy or repeat; NULL where it is not known to have it from anyone. Of several, the first.
from_outlet: Name of the outlet that it has it from; NULL likewise.
url: The article''s URL.
claim_id: The claim.
synthetic: True where one of the articles or outlets is no real one.';
