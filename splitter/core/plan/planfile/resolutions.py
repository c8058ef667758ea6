"""The resolutions of a plan file: reading and writing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from splitter.core.diff.paths import quote, unquote
from splitter.core.plan.planfile.position import Place, refusal
from splitter.core.plan.planfile.schema import ResolutionTable
from splitter.core.plan.planfile.strings import (
    Entry,
    Value,
    string,
    text_or_quoted,
    written,
    written_block,
)
from splitter.core.plan.resolutions import Resolution, Taken, has_markers

_FORM = 'write text = """...""", take = "ours" or take = "theirs"'
_HEX = frozenset("0123456789abcdef")


def read_resolutions(tables: Sequence[ResolutionTable], text: str) -> tuple[Resolution, ...]:
    """The resolutions of a plan file; ``text`` is all of the file.

    Raises PlanRefused with the line for one that is no resolution, and for a second one of the same
    commit and path.
    """
    found: dict[tuple[str, bytes], Resolution] = {}
    for index, table in enumerate(tables):
        place: Place = ("resolution", index)
        one = _read(table, text, place)
        if one.place in found:
            raise refusal(
                f"'{quote(one.path)}' of {one.commit[:10]} is resolved twice",
                "keep one of the two",
                text,
                place,
            )
        found[one.place] = one
    return tuple(found.values())


def write_resolution(one: Resolution) -> str:
    """A resolution as a table of a plan file."""
    outcome = written(one.text) if one.taken is Taken.TEXT else f'take = "{one.taken.value}"'
    return _table(one.path, one.commit, one.blobs, outcome)


def write_unresolved(path: bytes, commit: str, blobs: Sequence[str], text: bytes | None) -> str:
    """A table for a resolution to fill in, with a text to edit where there is one."""
    outcome = '# take = "ours" or take = "theirs"'
    return _table(path, commit, blobs, outcome if text is None else written_block(text))


def describe_unresolved(
    path: bytes, commit: str, blobs: Sequence[str], text: bytes | None
) -> Entry:
    """The same as an entry of ``resolution`` in a plan as JSON."""
    entry: dict[str, Value] = {"commit": commit, "path": quote(path)}
    if blobs:
        entry["blobs"] = list(blobs)
    if text is None:
        return {**entry, "take": "ours or theirs"}
    return {**entry, **text_or_quoted(text)}


def is_commit_id(commit: str) -> bool:
    """True if a text can be the full id of a commit."""
    return len(commit) in (40, 64) and _HEX.issuperset(commit)


def not_a_commit_id(commit: str) -> tuple[str, str]:
    """The sentence and the hint for a text that is not the full id of a commit."""
    return f"'{commit}' is not the full id of a commit", "write all of its id"


def _table(path: bytes, commit: str, blobs: Sequence[str], outcome: str) -> str:
    lines = ["[[resolution]]", f'commit = "{commit}"', f"path = {string(quote(path))}"]
    if blobs:
        lines.append(f"blobs = [{', '.join(string(blob) for blob in blobs)}]")
    return "\n".join([*lines, outcome, ""])


def _read(table: ResolutionTable, text: str, place: Place) -> Resolution:
    problem = next(_problems(table), None)
    if problem:
        key, message, hint = problem
        raise refusal(message, hint, text, (*place, key))
    content = _content(table)
    taken = Taken(table.take) if table.take else Taken.TEXT
    return Resolution(table.commit, unquote(table.path), taken, content or b"", tuple(table.blobs))


def _problems(table: ResolutionTable) -> Iterator[tuple[str, str, str]]:
    """The key at fault, what is wrong, and what to do."""
    if not is_commit_id(table.commit):
        yield "commit", *not_a_commit_id(table.commit)
    try:
        unquote(table.path)
    except ValueError:
        yield "path", f"'{table.path}' is not a path", "quote it as git quotes paths"
    given = [key for key in ("text", "quoted", "take") if getattr(table, key) is not None]
    if len(given) != 1:
        what = "names no outcome" if not given else f"has both {' and '.join(given)}"
        yield (given or ["path"])[-1], f"the resolution {what}", _FORM
        return
    if table.blobs and len(table.blobs) != 3:
        yield "blobs", "'blobs' must be three ids: base, ours and theirs", "or leave it out"
    try:
        content = _content(table)
    except ValueError:
        yield "quoted", "the text is not quoted as git quotes paths", "write text instead"
        return
    if content is not None and has_markers(content):
        yield given[0], "the text still has conflict markers", "remove them, and one of the sides"


def _content(table: ResolutionTable) -> bytes | None:
    if table.text is not None:
        return table.text.encode()
    return None if table.quoted is None else unquote(table.quoted)
