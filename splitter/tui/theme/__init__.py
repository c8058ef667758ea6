"""The styles of each theme, for our own rows and for Textual's widgets."""
