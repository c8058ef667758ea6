"""A rewrite as values: the target, the new commits, the refs that move, and the previews."""
