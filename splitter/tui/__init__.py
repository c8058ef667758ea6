"""The screen.  Thin: it shows what `document` says and sends keys to the plan; git is elsewhere."""
