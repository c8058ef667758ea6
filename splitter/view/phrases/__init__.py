"""The wording of rows, parts, file changes and the status line."""
