"""The journal that completes an interrupted run, undo records, and the undo itself."""
