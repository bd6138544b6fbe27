-- What is wrong? Grain: one row for each thing that points nowhere, or claim or edit that is not its article's text.
SELECT 'page without outlet' AS problem, page_id AS id FROM pages ANTI JOIN outlets USING (outlet_id)
UNION ALL SELECT 'article without outlet', article_id FROM articles ANTI JOIN outlets USING (outlet_id)
UNION ALL SELECT 'article without version', article_id FROM articles ANTI JOIN article_versions USING (article_id)
UNION ALL SELECT 'version without article', version_id FROM article_versions ANTI JOIN articles USING (article_id)
UNION ALL SELECT 'version without page', version_id FROM article_versions ANTI JOIN pages USING (page_id)
UNION ALL SELECT 'extraction without page', page_id FROM page_extractions ANTI JOIN pages USING (page_id)
UNION ALL SELECT 'extraction without version', page_id FROM page_extractions ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'attribution without version', version_id
FROM version_attributions ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'claim without attribution', claim_id FROM claims ANTI JOIN version_attributions USING (version_id)
UNION ALL SELECT 'claim that is not the text', c.claim_id
FROM claims AS c JOIN article_versions AS v USING (version_id)
WHERE c.text <> substring(v.text, c.start_offset + 1, c.end_offset - c.start_offset)
UNION ALL SELECT 'hop without claim', claim_id FROM hops ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'number without claim', claim_id FROM quantities ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'date without claim', claim_id FROM date_mentions ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'hedge without claim', claim_id FROM hedges ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'mention without claim', claim_id FROM mentions ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'claim nested in no claim', inner_claim.claim_id
FROM claims AS inner_claim ANTI JOIN claims AS outer_claim ON outer_claim.claim_id = inner_claim.nested_in
WHERE inner_claim.nested_in IS NOT NULL
UNION ALL SELECT 'story without version', story_id FROM story_versions ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'story version without story', version_id FROM story_versions ANTI JOIN stories USING (story_id)
UNION ALL SELECT 'match without claim', match_id
FROM matches ANTI JOIN claims ON claims.claim_id = matches.left_claim_id
UNION ALL SELECT 'match without claim', match_id
FROM matches ANTI JOIN claims ON claims.claim_id = matches.right_claim_id
UNION ALL SELECT 'evidence without match', match_id FROM match_evidence ANTI JOIN matches USING (match_id)
UNION ALL SELECT 'claim group without story', group_id FROM claim_groups ANTI JOIN stories USING (story_id)
UNION ALL SELECT 'telling without claim group', claim_id FROM group_claims ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'telling without claim', claim_id FROM group_claims ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'canonical telling outside its claim group', group_id
FROM claim_groups AS g
ANTI JOIN group_claims AS c ON c.group_id = g.group_id AND c.claim_id = g.canonical_claim_id
UNION ALL SELECT 'change without claim group', group_id FROM changes ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'relay check without claim', claim_id FROM relay_checks ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'speaker link without claim', claim_id FROM speaker_links ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'speaker link without speaker', claim_id FROM speaker_links ANTI JOIN speakers USING (speaker_id)
UNION ALL SELECT 'speaker without link', speaker_id FROM speakers ANTI JOIN speaker_links USING (speaker_id)
UNION ALL SELECT 'copy without version', version_id FROM copies ANTI JOIN article_versions USING (version_id)
UNION ALL SELECT 'copy without origin', version_id
FROM copies ANTI JOIN article_versions AS v ON v.version_id = copies.origin_id
UNION ALL SELECT 'copy of itself', version_id FROM copies WHERE version_id = origin_id
UNION ALL SELECT 'passage without copy', version_id FROM copied_passages ANTI JOIN copies USING (version_id, origin_id)
UNION ALL SELECT 'passage outside its copy', p.version_id
FROM copied_passages AS p
JOIN article_versions AS v ON v.version_id = p.version_id
JOIN article_versions AS origin ON origin.version_id = p.origin_id
WHERE p.span_start >= p.span_end OR p.span_end > length(v.text)
   OR p.origin_start >= p.origin_end OR p.origin_end > length(origin.text)
UNION ALL SELECT 'provenance without claim group', group_id FROM provenance ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'first carrier outside its claim group', group_id
FROM provenance AS p
ANTI JOIN group_claims AS c ON c.group_id = p.group_id AND c.claim_id = p.first_claim_id
UNION ALL SELECT 'origins miscounted', group_id FROM provenance WHERE independent_sources <> len(origins)
UNION ALL SELECT 'taking without provenance', group_id FROM takings ANTI JOIN provenance USING (group_id)
UNION ALL SELECT 'taking outside its claim group', t.claim_id
FROM takings AS t
ANTI JOIN group_claims AS c ON c.group_id = t.group_id AND c.claim_id = t.claim_id
UNION ALL SELECT 'taking from outside its claim group', t.claim_id
FROM takings AS t
ANTI JOIN group_claims AS c ON c.group_id = t.group_id AND c.claim_id = t.from_claim_id
WHERE t.from_claim_id IS NOT NULL
UNION ALL SELECT 'taking from itself', claim_id FROM takings WHERE claim_id = from_claim_id
UNION ALL SELECT 'taking from nobody', claim_id FROM takings WHERE from_claim_id IS NULL AND from_outlet_id IS NULL
UNION ALL SELECT 'review of unordered claims', review_id FROM reviews WHERE left_key >= right_key
UNION ALL SELECT 'page without body and place', page_id
FROM pages WHERE octet_length(body) = 0 AND archived_in IS NULL
UNION ALL SELECT 'half a place', page_id
FROM pages WHERE (archived_in IS NULL) <> (archive_offset IS NULL) OR (archived_in IS NULL) <> (archive_length IS NULL)
UNION ALL SELECT 'half a place', fetch_id
FROM fetches WHERE (archived_in IS NULL) <> (archive_offset IS NULL) OR (archived_in IS NULL) <> (archive_length IS NULL)
UNION ALL SELECT 'sighting without address', address_id FROM sightings ANTI JOIN addresses USING (address_id)
UNION ALL SELECT 'sighting that ends before it begins', address_id FROM sightings WHERE last_seen < first_seen
UNION ALL SELECT 'address without sighting or answer', address_id
FROM addresses ANTI JOIN sightings USING (address_id)
WHERE checked_at IS NULL
UNION ALL SELECT 'fetch without page', fetch_id FROM fetches ANTI JOIN pages USING (page_id) WHERE page_id IS NOT NULL
UNION ALL SELECT 'comparison without article', article_id FROM comparisons ANTI JOIN articles USING (article_id)
UNION ALL SELECT 'edit without comparison', to_version_id FROM edits ANTI JOIN comparisons USING (article_id)
UNION ALL SELECT 'edit without version', to_version_id
FROM edits AS e
ANTI JOIN article_versions AS v ON v.version_id = e.from_version_id AND v.article_id = e.article_id
UNION ALL SELECT 'edit without version', to_version_id
FROM edits AS e
ANTI JOIN article_versions AS v ON v.version_id = e.to_version_id AND v.article_id = e.article_id
UNION ALL SELECT CASE WHEN inside THEN 'edit that is not the text' ELSE 'edit outside its text' END, to_version_id
FROM (
    SELECT
        e.*,
        CASE e.part WHEN 'title' THEN old.title ELSE old.text END AS before,
        CASE e.part WHEN 'title' THEN new.title ELSE new.text END AS after,
        0 <= old_start AND old_start <= old_end AND old_end <= length(before)
            AND 0 <= new_start AND new_start <= new_end AND new_end <= length(after) AS inside
    FROM edits AS e
    JOIN article_versions AS old ON old.version_id = e.from_version_id
    JOIN article_versions AS new ON new.version_id = e.to_version_id
)
WHERE NOT inside
   OR old_text <> substring(before, old_start + 1, old_end - old_start)
   OR new_text <> substring(after, new_start + 1, new_end - new_start)
UNION ALL SELECT 'standing without comparison', standing_id FROM standings ANTI JOIN comparisons USING (article_id)
UNION ALL SELECT DISTINCT 'standing without claim', standing_id
FROM (SELECT standing_id, unnest(claim_ids) AS claim_id FROM standings) ANTI JOIN claims USING (claim_id)
UNION ALL SELECT DISTINCT 'standing without version', standing_id
FROM (SELECT standing_id, article_id, unnest(version_ids) AS version_id FROM standings)
ANTI JOIN article_versions USING (version_id, article_id)
UNION ALL SELECT 'standing under another claim', standing_id
FROM standings WHERE standing_id IS DISTINCT FROM claim_ids[1] OR len(claim_ids) <> len(version_ids)
UNION ALL SELECT 'step without standing', standing_id FROM standing_steps ANTI JOIN standings USING (standing_id)
UNION ALL SELECT 'step without version', standing_id FROM standing_steps ANTI JOIN article_versions USING (version_id)
ORDER BY ALL;
