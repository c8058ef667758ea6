"""The plan: which part each change belongs to, and the constraints and warnings that follow."""
