"""What each role of text looks like in a theme, for our rows and for Textual's widgets."""
