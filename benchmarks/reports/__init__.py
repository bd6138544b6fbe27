"""How long reports take on a large warehouse, how much memory, and how large their pages are."""
