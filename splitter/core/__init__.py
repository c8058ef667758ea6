"""Pure values and functions on bytes: the diff, the plan and the weave.

Nothing here knows a terminal, git, a process or the operating system.
"""
