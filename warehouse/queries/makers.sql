-- Which extractors and models made what is here? Grain: one row for each stage and maker.
SELECT DISTINCT 'extraction' AS stage, extractor AS maker FROM page_extractions
UNION ALL SELECT DISTINCT 'attribution', extractor FROM version_attributions
UNION ALL SELECT DISTINCT 'matching', matcher FROM matches
ORDER BY ALL;
