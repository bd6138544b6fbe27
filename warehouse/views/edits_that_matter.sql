-- Which edits of a published text touched a figure, a name or a quotation, and did a notice own up to them?
-- Grain: one row an edit that did, or that is such a notice, between two versions of an article. Typography and moved
-- paragraphs are left out, and names in headlines, where every word may be a capital. Names are told by their capitals, and
-- notices by their commonest forms: a hint where to look, not a count of corrections.
-- Example: Which figures changed without a word about it?
--   SELECT outlet, url, old_text, new_text
--   FROM edits_that_matter
--   WHERE 'figure' IN touched AND kind = 'changed' AND NOT owned_up
--   ORDER BY found_at DESC, url, position
CREATE OR REPLACE VIEW edits_that_matter AS
-- Texts are looked for once, though each edit needs two.
WITH edited AS MATERIALIZED (
    SELECT version_id, text
    FROM article_versions
    WHERE version_id IN (SELECT from_version_id FROM edits UNION SELECT to_version_id FROM edits)
),
read AS (
    SELECT
        e.article_id,
        e.from_version_id,
        e.to_version_id,
        e.position,
        e.part,
        e.kind,
        e.old_start,
        e.old_end,
        e.new_start,
        e.new_end,
        e.old_text,
        e.new_text,
        -- With the two characters before: the first word of a sentence is a capital, whatever it is.
        substring(older.text, greatest(e.old_start - 2, 0) + 1, e.old_end - greatest(e.old_start - 2, 0)) AS old_around,
        substring(newer.text, greatest(e.new_start - 2, 0) + 1, e.new_end - greatest(e.new_start - 2, 0)) AS new_around
    FROM edits AS e
    JOIN edited AS older ON older.version_id = e.from_version_id
    JOIN edited AS newer ON newer.version_id = e.to_version_id
    WHERE NOT e.trivial AND e.kind <> 'moved'
),
quoting AS (
    SELECT e.from_version_id, e.to_version_id, e.position
    FROM read AS e
    JOIN claims AS c ON c.version_id = e.from_version_id AND e.old_start < c.end_offset AND e.old_end > c.start_offset
    WHERE e.part = 'text' AND c.kind = 'direct'
    UNION
    SELECT e.from_version_id, e.to_version_id, e.position
    FROM read AS e
    JOIN claims AS c ON c.version_id = e.to_version_id AND e.new_start < c.end_offset AND e.new_end > c.start_offset
    WHERE e.part = 'text' AND c.kind = 'direct'
),
judged AS (
    SELECT
        e.*,
        list_sort(regexp_extract_all(lower(e.old_text), '\d[\d.,:]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half)\b'))
            <> list_sort(regexp_extract_all(lower(e.new_text), '\d[\d.,:]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half)\b'))
            AS figure,
        e.part = 'text' AND list_sort(regexp_extract_all(e.old_around, '[\pL\pN,;)] +(\p{Lu}[\pL\pM’''-]+(?: \p{Lu}[\pL\pM’''-]+)*)', 1))
            <> list_sort(regexp_extract_all(e.new_around, '[\pL\pN,;)] +(\p{Lu}[\pL\pM’''-]+(?: \p{Lu}[\pL\pM’''-]+)*)', 1))
            AS name,
        q.position IS NOT NULL
            OR regexp_extract_all(e.old_text, '["“”„«»]') <> regexp_extract_all(e.new_text, '["“”„«»]')
            AS quotation,
        e.part = 'text' AND regexp_matches(
            e.new_text,
            '(?i)(?:^|\n)[*•\[( ]*(?:corrections?|corrected|clarifications?|editor[’'']?s[’'']? note|retraction)\b[^\n:—–]{0,60}[:—–]|(?:earlier|previous|original) version of (?:this|the|our) \pL+|\b(?:this|the) (?:article|story|report|headline|post|piece) (?:has been|had been|was) (?:updated and )?(?:corrected|amended|clarified|updated to)\b'
        ) AS notice
    FROM read AS e
    LEFT JOIN quoting AS q
        ON q.from_version_id = e.from_version_id AND q.to_version_id = e.to_version_id AND q.position = e.position
),
noticed AS (
    SELECT *, bool_or(notice) OVER (PARTITION BY from_version_id, to_version_id) AS owned_up FROM judged
)
SELECT
    h.outlet_id,
    coalesce(o.name, h.outlet_id) AS outlet,
    h.url,
    n.article_id,
    h.version,
    h.first_fetched_at AS found_at,
    n.part,
    n.kind,
    list_filter(
        [
            CASE WHEN n.notice THEN 'notice' END,
            CASE WHEN n.figure THEN 'figure' END,
            CASE WHEN n.name THEN 'name' END,
            CASE WHEN n.quotation THEN 'quotation' END
        ],
        lambda what: what IS NOT NULL
    ) AS touched,
    n.old_text,
    n.new_text,
    n.owned_up,
    n.from_version_id,
    n.to_version_id,
    n.position,
    coalesce(o.synthetic, false) OR newer.synthetic AS synthetic
FROM noticed AS n
JOIN article_history AS h ON h.version_id = n.to_version_id
JOIN article_versions AS newer ON newer.version_id = n.to_version_id
LEFT JOIN outlets AS o ON o.outlet_id = h.outlet_id
WHERE n.figure OR n.name OR n.quotation OR n.notice;

COMMENT ON VIEW edits_that_matter IS 'Which edits of a published text touched a figure, a name or a quotation, and did a notice own up to them? One row an edit that did, or that is such a notice, between two versions of an article.';
COMMENT ON COLUMN edits_that_matter.outlet_id IS 'The outlet.';
COMMENT ON COLUMN edits_that_matter.outlet IS 'Its name.';
COMMENT ON COLUMN edits_that_matter.url IS 'The article''s URL.';
COMMENT ON COLUMN edits_that_matter.article_id IS 'The article.';
COMMENT ON COLUMN edits_that_matter.version IS 'Number of the version that has the edit, as in article_history.';
COMMENT ON COLUMN edits_that_matter.found_at IS 'When that version was first fetched, UTC.';
COMMENT ON COLUMN edits_that_matter.part IS 'title or text.';
COMMENT ON COLUMN edits_that_matter.kind IS 'added, removed or changed.';
COMMENT ON COLUMN edits_that_matter.touched IS 'What the edit touched: figure, name (days and months among them), quotation; and notice, where it is one.';
COMMENT ON COLUMN edits_that_matter.old_text IS 'The old words; empty where words were added.';
COMMENT ON COLUMN edits_that_matter.new_text IS 'The new words; empty where words were removed.';
COMMENT ON COLUMN edits_that_matter.owned_up IS 'True where a notice came with the same version.';
COMMENT ON COLUMN edits_that_matter.from_version_id IS 'The version before.';
COMMENT ON COLUMN edits_that_matter.to_version_id IS 'The version after.';
COMMENT ON COLUMN edits_that_matter.position IS 'Place among the edits of the two versions, as in edits.';
COMMENT ON COLUMN edits_that_matter.synthetic IS 'True where the article or the outlet is no real one.';
