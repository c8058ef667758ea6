"""What the screen shows and what its keys mean, as data: no Textual, no Rich."""
