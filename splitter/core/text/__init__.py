"""Text for people: counts with their nouns, and text without control characters."""
