"""Drafts on disk: a plan file for people, and a log to which every command is added at once."""
