"""The words for rows, parts, file changes and the status line."""
