"""A plan being worked on: commands that change it, its undo history, both as lines of a log."""
