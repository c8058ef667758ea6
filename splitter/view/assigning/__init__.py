"""Answers each key with the commands that it stands for, or with the reason why not."""
