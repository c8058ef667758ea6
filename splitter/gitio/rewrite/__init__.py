"""Builds the new history in memory, proves it, previews it, and writes it."""
