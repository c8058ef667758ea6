"""The panes and fields: one list widget for every pane, drawn line by line."""
