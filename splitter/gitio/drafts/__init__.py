"""Drafts on disk: where they are, and the log that has every act."""
