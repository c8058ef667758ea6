"""The screen.  Thin: it shows what `rows` says and sends keys to the plan; git is the session's."""
