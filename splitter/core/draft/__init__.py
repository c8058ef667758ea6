"""A plan being worked on: the commands that change it, its undo history, and the log of both."""
