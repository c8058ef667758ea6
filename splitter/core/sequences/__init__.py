"""Sequences that share their common parts, and the difference between two."""
