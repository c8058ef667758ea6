"""Refs and the index: which there are, what moves, and the index that follows."""
