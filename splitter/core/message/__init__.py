"""Commit messages: trailers and the Change-Id, wrapping, a first subject."""
