"""The diff as rows: all files, one file, a hunk in sections, the outline, search."""
