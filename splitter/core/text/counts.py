"""Counts with their nouns."""

from __future__ import annotations


def count_in_words(count: int, noun: str = "change") -> str:
    """A number of changes, or of another noun, in words."""
    return f"{count:,} {plural(noun, count)}"


def plural(noun: str, count: int) -> str:
    """A noun as it stands with a count: as it is for 1, else in the plural."""
    if count == 1:
        return noun
    return f"{noun}es" if noun.endswith("ch") else f"{noun}s"
