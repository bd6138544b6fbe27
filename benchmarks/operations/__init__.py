"""Measures whole runs, from HTML to report or matched warehouse: python -m benchmarks.operations."""
