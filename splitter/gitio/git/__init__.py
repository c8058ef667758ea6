"""Runs git and the programs beside it: objects, attributes, hooks, signing, the editor."""
