"""Reads refs, moves them in one transaction, and updates the index to follow HEAD."""
