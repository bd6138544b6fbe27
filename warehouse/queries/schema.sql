-- Grain: one row a column of a table or view of this database, tables first, in the order of the columns.
WITH relations AS (
    SELECT table_oid AS oid, table_name AS name, 'table' AS kind, comment
    FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT view_oid, view_name, 'view', comment
    FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
)
SELECT r.name, r.kind, r.comment, c.column_name, c.data_type AS column_type, c.comment AS column_comment
FROM relations AS r
JOIN duckdb_columns() AS c ON c.database_name = current_database() AND c.table_oid = r.oid
ORDER BY r.kind, r.name, c.column_index;
