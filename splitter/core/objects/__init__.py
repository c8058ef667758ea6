"""Git's objects as bytes: commits, trees, and packs."""
