"""Whitespace errors in added lines, by ``core.whitespace`` and the attribute ``whitespace``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from splitter.core.diff.model import Hunk
from splitter.view.highlight.spans import Span
from splitter.view.text.display import visible

#: What git calls them, in the order in which it understands a shortened name.
_NAMES = (
    "trailing-space",
    "space-before-tab",
    "indent-with-non-tab",
    "cr-at-eol",
    "blank-at-eol",
    "blank-at-eof",
    "tab-in-indent",
)
_AT_END = frozenset({"blank-at-eol", "blank-at-eof"})
#: What the attribute asks for where it is set without a value.
_ALL = _AT_END | {"space-before-tab", "indent-with-non-tab"}
#: So many lines of context git shows below a change, unless the file ends.
_CONTEXT = 3
#: So many lines of a hunk are looked at, from its end, for blank ones.
_FARTHEST = 500

_BLANKS_AT_END = re.compile(rb"[ \t\r]+$")
_INDENT = re.compile(rb"[ \t]*")
_BEFORE_TAB = re.compile(rb" +(?=\t)")
_TABS = re.compile(rb"\t+")
_SPACES = re.compile(rb" +$")


class Rules(Struct, frozen=True):
    """The whitespace errors by git's names, and the width of a tab for ``indent-with-non-tab``."""

    errors: frozenset[str] = _AT_END | {"space-before-tab"}
    tab: int = 8


class RulesByPath(Struct, frozen=True):
    """The rules of most paths, and of those that have others."""

    usual: Rules = Rules()
    others: Mapping[bytes, Rules] = {}

    def of(self, path: bytes) -> Rules:
        """The rules of a path."""
        return self.others.get(path, self.usual)


def rules_by_path(setting: str, attributes: Mapping[bytes, str]) -> RulesByPath:
    """The rules by a value of ``core.whitespace``, and by the attribute of each path.

    The attributes are in the words of git check-attr.
    """
    usual = rules(setting)
    by_attribute = {word: _by_attribute(usual, word) for word in set(attributes.values())}
    found = ((path, by_attribute[word]) for path, word in attributes.items())
    return RulesByPath(usual, {path: rules for path, rules in found if rules != usual})


def _by_attribute(usual: Rules, attribute: str) -> Rules:
    if attribute == "unspecified":
        return usual
    if attribute == "set":
        return Rules(_ALL, usual.tab)
    if attribute == "unset":
        return Rules(frozenset(), usual.tab)
    return rules(attribute)


def rules(setting: str) -> Rules:
    """The rules that a value of ``core.whitespace`` asks for.  Unknown words are passed over."""
    errors, tab = Rules().errors, Rules().tab
    for word in re.split(r"[,\s]+", setting):
        is_off, name = word.startswith("-"), word.removeprefix("-")
        known = next((one for one in _NAMES if name and one.startswith(name)), None)
        if known:
            meant = _AT_END if known == "trailing-space" else {known}
            errors = errors - meant if is_off else errors | meant
        elif width := re.fullmatch(r"tabwidth=(\d+)", name):
            tab = int(width[1]) if 0 < int(width[1]) < 0o100 else tab
    return Rules(frozenset(errors), tab)


def errors(raw: bytes, by: Rules) -> tuple[Span, ...]:
    """The spans of an added line's whitespace errors, in characters of the line as it is drawn."""
    line = raw.removesuffix(b"\n")
    if "cr-at-eol" in by.errors:
        line = line.removesuffix(b"\r")
    spans = sorted(_errors(line, by))
    return tuple((len(visible(line[:start])), len(visible(line[:end]))) for start, end in spans)


def _errors(line: bytes, by: Rules) -> Iterator[Span]:
    """The errors in bytes of the line, which has no newline."""
    end = len(line)
    if "blank-at-eol" in by.errors and (blanks := _BLANKS_AT_END.search(line)):
        yield blanks.span()
        end = blanks.start()
    indent = _INDENT.match(line, 0, end)
    assert indent is not None
    if "space-before-tab" in by.errors:
        yield from (match.span() for match in _BEFORE_TAB.finditer(line, 0, indent.end()))
    if "tab-in-indent" in by.errors:
        is_marked = "space-before-tab" in by.errors
        for tabs in _TABS.finditer(line, 0, indent.end()):
            start = tabs.start() + (is_marked and tabs.start() > 0)  # the spaces before are marked
            if start < tabs.end():
                yield start, tabs.end()
    if "indent-with-non-tab" in by.errors:
        spaces = _SPACES.search(line[: indent.end()])
        if spaces and len(spaces[0]) >= by.tab:
            yield spaces.span()


@lru_cache(maxsize=1024)
def blank_at_eof(hunk: Hunk) -> frozenset[int]:
    """The added lines of a hunk that make more blank lines at the file's end.

    A hunk that ends with as much context as git shows is not taken to be at the file's end.
    """
    counts = {b"-": 0, b"+": 0}
    ended: set[bytes] = set()
    added: list[int] = []
    context = 0
    for seen, (index, mark, text) in enumerate(islice(_upwards(hunk), _FARTHEST), 1):
        sides = {b"-", b"+"} if mark == b" " else {mark}
        context += mark == b" "
        if context == seen == _CONTEXT:
            return frozenset()
        if text.strip(b" \t\r"):
            ended |= sides
        for side in sides - ended:
            counts[side] += 1
        if mark == b"+" and not ended:
            added.append(index)
        if len(ended) == 2:
            break
    return frozenset(added if counts[b"+"] > counts[b"-"] else ())


def _upwards(hunk: Hunk) -> Iterator[tuple[int, bytes, bytes]]:
    """The lines of a hunk from the last: number, mark and text."""
    body = hunk.body
    index = hunk.old_length + len(hunk.added)
    end = len(body) - 1
    while end > 0:
        start = body.rfind(b"\n", 0, end) + 1
        if body[start : start + 1] != b"\\":
            index -= 1
            yield index, body[start : start + 1], body[start + 1 : end]
        end = start - 1
