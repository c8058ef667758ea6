"""A commit's diff as values: files, hunks, lines, and how old and new lines correspond."""
