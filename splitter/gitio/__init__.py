"""Everything that speaks to git, through GitPython's command layer and git's own plumbing.

The only package that imports GitPython, runs a process or touches a file.
"""
