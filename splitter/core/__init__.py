"""The patch, the weave and the plan: pure values and functions on bytes.

Nothing here knows a terminal, git, a process or the operating system.
"""
