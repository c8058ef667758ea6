"""Text for people: counts with their nouns, and text without what a terminal acts on."""
