-- Whose words travel furthest?
-- Grain: one row a speaker known across articles; newest versions only, over the claims that are surely the speaker's.
-- Example: Who is quoted in most outlets?
--   SELECT speaker, outlets, articles, claims, different_claims, direct
--   FROM speakers_by_reach
--   ORDER BY outlets DESC, claims DESC, speaker_id
--   LIMIT 5
CREATE OR REPLACE VIEW speakers_by_reach AS
WITH said AS (
    SELECT
        l.speaker_id,
        count(*) AS claims,
        count(DISTINCT m.group_id) AS different_claims,
        count(*) FILTER (c.kind = 'direct') AS direct,
        count(DISTINCT v.article_id) AS articles,
        count(DISTINCT v.outlet_id) AS outlets,
        count(DISTINCT nullif(o.country, '')) AS countries,
        count(DISTINCT g.story_id) AS stories,
        min(v.published) AS first_published,
        max(v.published) AS last_published,
        bool_or(v.synthetic) AS synthetic
    FROM speaker_links AS l
    JOIN claims AS c ON c.claim_id = l.claim_id
    JOIN stg_latest_versions AS v ON v.version_id = c.version_id
    LEFT JOIN outlets AS o ON o.outlet_id = v.outlet_id
    LEFT JOIN group_claims AS m ON m.claim_id = l.claim_id
    LEFT JOIN claim_groups AS g ON g.group_id = m.group_id
    WHERE l.verdict = 'same'
    GROUP BY l.speaker_id
)
SELECT
    s.speaker_id,
    s.name AS speaker,
    s.roles,
    said.* EXCLUDE (speaker_id)
FROM said
JOIN speakers AS s ON s.speaker_id = said.speaker_id;

COMMENT ON VIEW speakers_by_reach IS 'Whose words travel furthest? One row a speaker known across articles.';
COMMENT ON COLUMN speakers_by_reach.speaker_id IS 'The speaker.';
COMMENT ON COLUMN speakers_by_reach.speaker IS 'The name, in the spelling that most articles have.';
COMMENT ON COLUMN speakers_by_reach.roles IS 'What articles say that the speaker is, most frequent first.';
COMMENT ON COLUMN speakers_by_reach.claims IS 'Claims of the speaker, each telling counted.';
COMMENT ON COLUMN speakers_by_reach.different_claims IS 'The same, told several times counted once; 0 before matching.';
COMMENT ON COLUMN speakers_by_reach.direct IS 'Tellings that are quotations.';
COMMENT ON COLUMN speakers_by_reach.articles IS 'Articles that have them.';
COMMENT ON COLUMN speakers_by_reach.outlets IS 'Outlets that have them.';
COMMENT ON COLUMN speakers_by_reach.countries IS 'Countries of those outlets.';
COMMENT ON COLUMN speakers_by_reach.stories IS 'Stories that they are in.';
COMMENT ON COLUMN speakers_by_reach.first_published IS 'When the first of those articles was published, UTC; NULL where no page says.';
COMMENT ON COLUMN speakers_by_reach.last_published IS 'When the last was, UTC; NULL where no page says.';
COMMENT ON COLUMN speakers_by_reach.synthetic IS 'True where one of the articles or outlets is no real one.';
