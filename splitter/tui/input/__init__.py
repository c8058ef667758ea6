"""Keys from the terminal, taken one at a time; the only place for private names of Textual."""
