"""The language of a file, and what is used of a lexer for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from splitter.core.diff.model import FilePatch

_SHEBANG = re.compile(rb"[-+ ](#![^\n]*)")

#: The names of some lexers.
Names = tuple[str, ...]


class Lexer(Protocol):
    """The members of a pygments lexer that are used."""

    def get_tokens_unprocessed(self, text: str) -> Iterable[tuple[int, Any, str]]:
        """The tokens of a text: where each begins, its type, and its text."""


class Source(NamedTuple):
    """The signs of a file's language: its name, and its first line if that is a shebang."""

    name: str
    shebang: str


@lru_cache(maxsize=1024)
def source(file: FilePatch) -> Source:
    """The signs of a file's language, as far as its patch shows them."""
    name = file.path.rpartition(b"/")[2].decode(errors="replace")
    first = file.hunks[0] if file.hunks else None
    shebang = None
    if first and min(first.old_start, first.new_start) <= 1:
        shebang = _SHEBANG.match(first.body)
    return Source(name, shebang[1].decode(errors="replace") if shebang else "")
