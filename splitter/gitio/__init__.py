"""Everything that speaks to git, through git's own plumbing.

The only package that runs a process or touches a file.
"""
