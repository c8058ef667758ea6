"""The list of commits to pick one from: which are shown, their rows, and what the keys do."""
