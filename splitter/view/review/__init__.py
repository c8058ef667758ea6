"""The review before writing: what the rewrite will do, as lines to read."""
