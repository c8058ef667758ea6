"""What stands out in a line: syntax, changed words, whitespace errors."""
