"""The changes that an entry of a plan file selects: of a file, by content id, or by a pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from msgspec import Struct

from splitter.core.diff.content_ids import FEWEST, content_ids
from splitter.core.diff.counterparts import counterparts
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote, some, unquote
from splitter.core.plan.planfile.lookup import Lookup
from splitter.core.plan.planfile.position import Place
from splitter.core.plan.planfile.schema import ChangeEntry

#: The paths of the commit's files that match a pathspec, from the working directory.
MatchPaths = Callable[[str], Collection[bytes]]

#: The number of a file, and the numbers of some of its changes.
Selected = tuple[int, list[int]]

_BY_NUMBER = ("facts", "hunks", "removed", "added")


class Selector(Struct, frozen=True):
    """The entries of a plan file as changes of the patch.

    Whatever the patch does not have is refused: PlanRefused with the line.
    """

    lookup: Lookup
    match_paths: MatchPaths | None = None

    def select(self, entry: ChangeEntry, place: Place) -> list[Selected]:
        """The changes that an entry selects, file by file; some in every file."""
        numbered = [key for key in _BY_NUMBER if getattr(entry, key) is not None]
        keys = [key for key in ("id", "match") if getattr(entry, key) is not None]
        if len(keys) + bool(numbered) > 1:
            both = " and ".join(f"'{key}'" for key in [*keys, *numbered][:2])
            self.lookup.refuse(
                f"an entry has both {both}", "write an entry for each of them", place
            )
        if entry.id is not None:
            return self._by_id(entry, entry.id, place)
        if entry.match is not None:
            return self._by_match(entry, entry.match, place)
        files = self._files(entry.file, place)
        if numbered and len(files) > 1:
            names = some([quote(self.lookup.patch.files[one].path) for one in files])
            hint = f"'{entry.file}' matches {names}: write an entry for each file"
            self.lookup.refuse(f"'{numbered[0]}' needs the name of one file", hint, place)
        found = ((one, self._changes(one, entry, place)) for one in files)
        return [(one, changes) for one, changes in found if changes]

    def _changes(self, number: int, entry: ChangeEntry, place: Place) -> list[int]:
        return list(self.lookup.changes(self.lookup.patch.files[number], entry, place))

    def _files(self, name: str, place: Place) -> list[int]:
        """The numbers of the files with that path, or that match it as a pathspec."""
        numbers = self.lookup.patch.numbers
        try:
            path = unquote(name)
        except ValueError:
            path = b""
        if path not in numbers and name and self.match_paths:
            paths = frozenset(self.match_paths(name))
            files = [
                number
                for number, file in enumerate(self.lookup.patch)
                if any(side and side.path in paths for side in (file.old, file.new))
            ]
            if files:
                return files
        return [self.lookup.file(name, place)]

    def _by_id(self, entry: ChangeEntry, ids: str | list[str], place: Place) -> list[Selected]:
        known = content_ids(self.lookup.patch)
        files = self._files(entry.file, place) if entry.file else range(len(self.lookup.patch))
        selected = []
        for wanted in [ids] if isinstance(ids, str) else ids:
            found = [one for one in known if one.startswith(wanted) and known[one][0] in files]
            if len(wanted) < FEWEST or not found:
                hint = "print the ids with --print-plan=json; write at least 4 digits"
                self.lookup.refuse(f"no hunk or file change has the id '{wanted}'", hint, place)
            if len(found) > 1:
                hint = f"write more digits: {some(found)}"
                self.lookup.refuse(f"the id '{wanted}' is ambiguous", hint, place)
            number, spans = known[found[0]]
            selected.append((number, [change for span in spans for change in span]))
        return selected

    def _by_match(self, entry: ChangeEntry, pattern: str, place: Place) -> list[Selected]:
        try:
            regexp = re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            hint = "write a regular expression of Python; in TOML, '...' needs no \\\\"
            self.lookup.refuse(f"'{pattern}' is no regular expression: {error}", hint, place)
        patch = self.lookup.patch
        files = self._files(entry.file, place) if entry.file else range(len(patch))
        found = ((one, _matching(patch.files[one], regexp)) for one in files)
        selected = [(one, changes) for one, changes in found if changes]
        if not selected:
            where = f" of '{entry.file}'" if entry.file else ""
            self.lookup.refuse(
                f"no changed line{where} matches '{pattern}'",
                "print the changed lines with --print-plan=json",
                place,
            )
        return selected


def _matching(file: FilePatch, regexp: re.Pattern[str]) -> list[int]:
    """The changed lines of a file that match, and those that they replace or that replace them."""
    return sorted({change for hunk in file.hunks for change in _in_hunk(hunk, regexp)})


def _in_hunk(hunk: Hunk, regexp: re.Pattern[str]) -> Iterator[int]:
    matching = [
        line.change
        for line in hunk_lines(hunk)
        if line.change >= 0 and regexp.search(_text(line.text))
    ]
    yield from matching
    yield from counterparts(hunk, matching)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="surrogateescape")
