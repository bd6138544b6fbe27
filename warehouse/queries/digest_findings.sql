-- What of $since to $until is worth an editor's eye: changes between tellings, relays that do not check out, claims on one
-- anonymous source, withdrawn claims, articles taken down?
-- Grain: one row a finding. It is of the moment when the later of the texts that it rests on was first fetched.
-- Of two tellings the earlier published is the left one; of undated ones the one fetched first.
WITH readings AS (
    SELECT e.version_id, min(p.fetched_at) AS fetched_at
    FROM page_extractions AS e
    JOIN pages AS p USING (page_id)
    GROUP BY e.version_id
),
told AS (
    SELECT t.*, r.fetched_at FROM stg_tellings AS t JOIN readings AS r USING (version_id)
),
reach AS (
    SELECT group_id, count(DISTINCT outlet_id) AS outlets FROM told GROUP BY group_id
),
sources AS (
    SELECT
        claim_id,
        CASE
            WHEN first(anonymity ORDER BY position) IS NOT NULL THEN 'anonymous'
            ELSE first(source_type ORDER BY position)
        END AS source
    FROM hops
    WHERE role = 'speaker'
    GROUP BY claim_id
),
officials AS (
    SELECT DISTINCT l.claim_id
    FROM speaker_links AS l
    JOIN speakers AS s USING (speaker_id)
    WHERE l.verdict = 'same' AND len(s.roles) > 0
),
pairs AS (
    SELECT
        c.* EXCLUDE (left_claim_id, right_claim_id, left_text, right_text, left_value, right_value),
        (r.seen, r.fetched_at, r.position) < (l.seen, l.fetched_at, l.position) AS turned,
        greatest(l.fetched_at, r.fetched_at) AS known_at,
        c.left_claim_id, c.right_claim_id, c.left_text, c.right_text, c.left_value, c.right_value
    FROM changes AS c
    JOIN told AS l ON l.claim_id = c.left_claim_id
    JOIN told AS r ON r.claim_id = c.right_claim_id
),
found AS (
    SELECT
        CASE WHEN kind = 'quantity' AND NOT certain THEN 'quantity_unsure' ELSE kind END AS kind, known_at, group_id,
        CASE WHEN turned THEN right_claim_id ELSE left_claim_id END AS left_claim_id,
        CASE WHEN turned THEN left_claim_id ELSE right_claim_id END AS right_claim_id,
        CASE WHEN turned THEN right_text ELSE left_text END AS left_text,
        CASE WHEN turned THEN left_text ELSE right_text END AS right_text,
        CASE WHEN turned THEN right_value ELSE left_value END AS left_value,
        CASE WHEN turned THEN left_value ELSE right_value END AS right_value,
        unit, NULL AS other, NULL AS found_claim_id, NULL AS found_version_id, NULL AS found_start, NULL AS found_end,
        NULL AS url, NULL AS title, NULL AS outlet_id
    FROM pairs
    UNION ALL
    SELECT
        'relay_' || r.verdict, greatest(t.fetched_at, source.fetched_at), t.group_id, t.claim_id, NULL,
        r.found_text, NULL, NULL, NULL, NULL, coalesce(o.name, r.relay_id), r.found_claim_id, r.found_version_id, r.found_start,
        r.found_end, NULL, NULL, NULL
    FROM relay_checks AS r
    JOIN told AS t USING (claim_id)
    LEFT JOIN readings AS source ON source.version_id = r.found_version_id
    LEFT JOIN outlets AS o ON o.outlet_id = r.relay_id
    WHERE r.verdict IN ('altered', 'not_found')
    UNION ALL
    SELECT
        'single_anonymous', max(t.fetched_at), s.group_id, any_value(p.first_claim_id), NULL, NULL, NULL, NULL, NULL,
        NULL, any_value(s.origin), NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM single_anonymous_source AS s
    JOIN told AS t ON t.group_id = s.group_id
    JOIN provenance AS p ON p.group_id = s.group_id
    WHERE len(s.outlet_ids) > 1
    GROUP BY s.group_id
    UNION ALL
    SELECT
        CASE w.what WHEN 'withdrawn' THEN 'withdrawn' ELSE 'attribution_removed' END, w.found_at, NULL, w.claim_id, NULL,
        w.claim, w.after_text, NULL, NULL, NULL, NULL, NULL, w.version_id, NULL, NULL, w.url, NULL, w.outlet_id
    FROM claims_withdrawn AS w
    UNION ALL
    SELECT
        'deleted', d.gone_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, d.url,
        coalesce(d.title, d.url), d.outlet_id
    FROM deleted_articles AS d
),
placed AS (  -- the story that an article is in, for what is of an article and of no claim group
    SELECT a.url, a.outlet_id, any_value(sv.story_id) AS story_id
    FROM story_versions AS sv
    JOIN article_versions AS v USING (version_id)
    JOIN articles AS a USING (article_id)
    GROUP BY a.url, a.outlet_id
)
SELECT
    f.*,
    coalesce(g.story_id, placed.story_id) AS story_id,
    s.title AS story,
    coalesce(reach.outlets, 1) AS outlets,
    l.source AS left_source,
    r.source AS right_source,
    left_claim.wording AS left_wording,
    right_claim.wording AS right_wording,
    f.left_claim_id IN (FROM officials) OR coalesce(f.right_claim_id IN (FROM officials), false) AS official
FROM found AS f
LEFT JOIN claim_groups AS g ON g.group_id = f.group_id
LEFT JOIN placed ON placed.url = f.url AND placed.outlet_id = f.outlet_id
LEFT JOIN stories AS s ON s.story_id = coalesce(g.story_id, placed.story_id)
LEFT JOIN sources AS l ON l.claim_id = f.left_claim_id
LEFT JOIN sources AS r ON r.claim_id = f.right_claim_id
LEFT JOIN claims AS left_claim ON left_claim.claim_id = f.left_claim_id
LEFT JOIN claims AS right_claim ON right_claim.claim_id = f.right_claim_id
LEFT JOIN reach ON reach.group_id = f.group_id
WHERE f.known_at > $since AND f.known_at <= $until AND f.kind IN (SELECT unnest($kinds::VARCHAR[]))
ORDER BY f.known_at DESC, f.kind, f.group_id, f.left_claim_id, f.right_claim_id, f.left_text, f.right_text, f.other, f.url;
