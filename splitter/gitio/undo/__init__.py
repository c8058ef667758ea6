"""Going back: the journal of a run that was killed, undo records, and undo itself."""
