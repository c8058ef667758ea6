"""The language of a file, and the lexer for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple, Protocol

from splitter.core.diff.model import FilePatch

_SHEBANG = re.compile(rb"[-+ ](#![^\n]*)")
_VERSION = re.compile(r"[\d.]+$")

#: Lexers of names that several claim, by ending or whole name, as a reader of code expects.
_CHOSEN = {"*.pl": "perl", "*.sql": "sql", "*.ipynb": "json", "go.mod": ""}
#: Interpreters that a lexer knows under another name.
_INTERPRETERS = {"node": "javascript", "dash": "sh", "ash": "sh"}

#: The names of some lexers.
Names = tuple[str, ...]


class Lexer(Protocol):
    """What is used of a lexer of pygments."""

    def get_tokens_unprocessed(self, text: str) -> Iterable[tuple[int, Any, str]]:
        """The tokens of a text: where each begins, its type, and its text."""


class Source(NamedTuple):
    """What says in which language a file is: its name, and its first line if that is a shebang."""

    name: str
    shebang: str


@lru_cache(maxsize=1024)
def source(file: FilePatch) -> Source:
    """What says in which language a file is, as far as its patch shows it."""
    name = file.path.rpartition(b"/")[2].decode(errors="replace")
    first = file.hunks[0] if file.hunks else None
    shebang = None
    if first and min(first.old_start, first.new_start) <= 1:
        shebang = _SHEBANG.match(first.body)
    return Source(name, shebang[1].decode(errors="replace") if shebang else "")


def lexer_names(of: Source) -> Names:
    """The names of the lexers that may be meant for a file."""
    known = _by_key()
    return next((known[key] for key in _keys(of) if key in known), ())


def find_lexer(names: Names) -> Lexer | None:
    """The best of some lexers; None for no names.  The first of a language takes a while."""
    from pygments.lexers import find_lexer_class  # type: ignore[import-untyped]  # noqa: PLC0415

    found = [lexer for name in names if name != "Text only" and (lexer := find_lexer_class(name))]
    best = max(found, key=lambda lexer: lexer.priority, default=None)
    return best() if best else None


def _keys(of: Source) -> Iterable[str]:
    """The keys under which the lexer of a file can be found, the most telling first."""
    name = of.name
    yield name
    yield from (f"*{name[at:]}" for at, char in enumerate(name) if char == ".")
    yield from (f"{name[:at]}.*" for at, char in enumerate(name) if char == ".")
    words = of.shebang[2:].split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if word[:1] != "-" and "=" not in word]
    if words:
        interpreter = _VERSION.sub("", words[0].rpartition("/")[2])
        yield f"#!{_INTERPRETERS.get(interpreter, interpreter)}"


@cache
def _by_key() -> dict[str, Names]:
    """The names of lexers by the pattern of a file's name, and by ``#!`` and their short names."""
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    found: dict[str, list[str]] = {}
    for name, aliases, patterns, _ in get_all_lexers(plugins=False):
        for key in (*patterns, *(f"#!{alias}" for alias in aliases)):
            found.setdefault(key, []).append(name)
    chosen = {key: found.get(f"#!{alias}", []) for key, alias in _CHOSEN.items()}
    return {key: tuple(names) for key, names in (found | chosen).items()}
