-- Grain: one row a claim in the article versions $version_ids, or of $claim_ids; its hops, numbers, dates, … as lists
-- in their order.
WITH chosen AS (
    SELECT *
    FROM claims
    WHERE version_id IN (SELECT unnest($version_ids::VARCHAR[]))
    UNION ALL  -- in place of OR, by which DuckDB would read all columns of all claims
    SELECT *
    FROM claims
    WHERE claim_id IN (SELECT unnest($claim_ids::VARCHAR[]))
      AND version_id NOT IN (SELECT unnest($version_ids::VARCHAR[]))
),
chains AS (
    SELECT claim_id, list(h ORDER BY h.position) AS hops
    FROM hops AS h SEMI JOIN chosen USING (claim_id) GROUP BY claim_id
),
numbers AS (
    SELECT claim_id, list(q ORDER BY q.position) AS quantities
    FROM quantities AS q SEMI JOIN chosen USING (claim_id) GROUP BY claim_id
),
days AS (
    SELECT claim_id, list(d ORDER BY d.position) AS dates
    FROM date_mentions AS d SEMI JOIN chosen USING (claim_id) GROUP BY claim_id
),
weakened AS (
    SELECT claim_id, list(w ORDER BY w.position) AS hedges
    FROM hedges AS w SEMI JOIN chosen USING (claim_id) GROUP BY claim_id
),
named AS (
    SELECT claim_id, list(m ORDER BY m.position) AS mentions
    FROM mentions AS m SEMI JOIN chosen USING (claim_id) GROUP BY claim_id
)
SELECT
    chosen.*,
    coalesce(chains.hops, []) AS hops,
    coalesce(numbers.quantities, []) AS quantities,
    coalesce(days.dates, []) AS dates,
    coalesce(weakened.hedges, []) AS hedges,
    coalesce(named.mentions, []) AS mentions
FROM chosen
LEFT JOIN chains USING (claim_id)
LEFT JOIN numbers USING (claim_id)
LEFT JOIN days USING (claim_id)
LEFT JOIN weakened USING (claim_id)
LEFT JOIN named USING (claim_id)
ORDER BY version_id, start_offset, end_offset, claim_id;
