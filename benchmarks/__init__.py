"""Measure sayso beside its peers, on gold data and through the same scorers."""
