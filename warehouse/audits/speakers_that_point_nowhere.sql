-- Wrong: a speaker of no claim, or a link between a speaker and a claim one of which is not there.
-- Means: a person seems to be quoted who is not.
-- Do: nothing: the next `sayso match` links speakers anew; report it where it stays.
SELECT 'speaker link without claim' AS problem, claim_id AS id FROM speaker_links ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'speaker link without speaker', claim_id FROM speaker_links ANTI JOIN speakers USING (speaker_id)
UNION ALL SELECT 'speaker without link', speaker_id FROM speakers ANTI JOIN speaker_links USING (speaker_id);
