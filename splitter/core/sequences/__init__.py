"""Sequences that share what they have in common, and the difference between two."""
