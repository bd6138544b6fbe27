-- How much waits to be done at $now? Grain: one row, with one column a kind of work.
SELECT
    (SELECT count(*) FROM feeds WHERE coalesce(next_at, $now) <= $now) AS feeds_due,
    (SELECT count(*) FROM addresses WHERE next_at <= $now AND first_fetched_at IS NULL) AS addresses_due,
    (SELECT count(*) FROM addresses WHERE next_at <= $now AND first_fetched_at IS NOT NULL) AS rechecks_due,
    (SELECT min(next_at) FROM addresses WHERE next_at <= $now) AS due_since,
    (
        SELECT count(*)
        FROM claims
        SEMI JOIN stg_latest_versions USING (version_id)
        WHERE claim_id NOT IN (SELECT claim_id FROM claim_keys)
    ) AS claims_to_match,
    (SELECT count(*) FROM stories WHERE stale) AS stories_to_settle;
