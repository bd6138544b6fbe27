-- Grain: one row a table macro of this database.
SELECT function_name AS name, parameters, comment
FROM duckdb_functions()
WHERE database_name = current_database() AND function_type = 'table_macro' AND NOT internal
ORDER BY name;
