"""The contents of the screen and the meaning of its keys, as data: no Textual, no Rich."""
