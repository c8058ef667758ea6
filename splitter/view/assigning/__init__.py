"""Answers each key with the commands that it stands for, or with the reason why not.

A function here does not know the cursor: the controller that calls it picks the changes and the
part.
"""
