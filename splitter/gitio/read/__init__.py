"""Reads the commit to split, its patch, the list of commits, and the state of the repository."""
