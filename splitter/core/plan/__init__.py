"""Which part each change belongs to: the plan, what changes it, and what it must not break."""
