"""The lexers of pygments: which one is meant for a file.  Imported late, as it takes its time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class, get_all_lexers  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from splitter.view.highlight.language import Lexer, Names, Source

_VERSION = re.compile(r"[\d.]+$")

#: Lexers of names that several claim, by ending or whole name, as a reader of code expects.
_CHOSEN = {"*.pl": "perl", "*.sql": "sql", "*.ipynb": "json", "go.mod": ""}
#: Interpreters that a lexer knows under another name.
_INTERPRETERS = {"node": "javascript", "dash": "sh", "ash": "sh"}


def lexer_names(of: Source) -> Names:
    """The names of the lexers that may be meant for a file."""
    known = _by_key()
    return next((known[key] for key in _keys(of) if key in known), ())


def find_lexer(names: Names) -> Lexer | None:
    """The best of some lexers; None for no names.  The first of a language takes a while."""
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
    found: dict[str, list[str]] = {}
    for name, aliases, patterns, _ in get_all_lexers(plugins=False):
        for key in (*patterns, *(f"#!{alias}" for alias in aliases)):
            found.setdefault(key, []).append(name)
    chosen = {key: found.get(f"#!{alias}", []) for key, alias in _CHOSEN.items()}
    return {key: tuple(names) for key, names in (found | chosen).items()}
