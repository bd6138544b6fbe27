"""Measures the warehouse at ten thousand to ten million claims: python -m benchmarks.warehouse."""
