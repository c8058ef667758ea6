"""The changes of a patch by the names and numbers that a plan file has for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NoReturn

from msgspec import Struct

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch, spelled
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote, unquote
from splitter.core.plan.edits import line_in_words
from splitter.core.plan.planfile.position import Place, refusal
from splitter.core.plan.planfile.schema import ChangeEntry, Spans, not_a_span

_SPAN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")

#: How many spans a hint spells out.
SPELLED = 8


class Lookup(Struct, frozen=True):
    """The patch that a plan file is for, and the text of that file.

    Whatever the patch does not have is refused: PlanRefused with the line.
    """

    text: str
    patch: Patch

    def refuse(self, message: str, hint: str, place: Place) -> NoReturn:
        """Raise PlanRefused for a place of the file."""
        raise refusal(message, hint, self.text, place)

    def file(self, name: str, place: Place) -> int:
        """The number of the file with that path, which is quoted as git quotes paths."""
        try:
            path = unquote(name)
        except ValueError:
            path = b""
        if path not in self.patch.numbers:
            known = ", ".join(quote(file.path) for file in self.patch.files[:5])
            more = ", ..." if len(self.patch) > 5 else ""
            shown = f"the commit has no file '{name}'" if name else "this entry names no file"
            self.refuse(shown, f"the commit changes {known}{more}", place)
        return self.patch.numbers[path]

    def changes(self, file: FilePatch, entry: ChangeEntry, place: Place) -> Iterator[int]:
        """The changes of a file that an entry names; all of them where it names only the file."""
        lists = entry.facts, entry.hunks, entry.removed, entry.added
        if all(one is None for one in lists):
            yield from range(file.size)
        yield from self._file_changes(file, entry.facts or [], place)
        yield from self._hunks(file, items_of(entry.hunks), place)
        yield from self.lines(file, "removed", items_of(entry.removed), place)
        yield from self.lines(file, "added", items_of(entry.added), place)

    def _file_changes(self, file: FilePatch, names: Iterable[str], place: Place) -> Iterator[int]:
        known = [file_change.kind.value for file_change in file.file_changes]
        for name in names:
            if name not in known:
                hint = f"write one of {', '.join(known)}" if known else "only its lines change"
                self.refuse(f"'{quote(file.path)}' has no file change '{name}'", hint, place)
            number = file.file_change(FileChangeKind(name))
            assert number is not None
            yield number

    def _hunks(self, file: FilePatch, items: Collection[int | str], place: Place) -> Iterator[int]:
        last = len(file.hunks)
        for number in self._numbers(items, place):
            if not 1 <= number <= last:
                hint = (
                    f"its hunks are 1 to {last}" if last else "it has no hunks; name only the file"
                )
                self.refuse(f"'{quote(file.path)}' has no hunk {number}", hint, place)
            for span in file.hunks[number - 1].changes:
                yield from span

    def lines(
        self, file: FilePatch, key: str, items: Collection[int | str], place: Place
    ) -> Iterator[int]:
        """The changes of some lines of a file.

        ``key`` is ``removed`` for numbers of the old file, ``added`` for numbers of the new file.
        """
        if not items:
            return
        changed = _changed(file, key)
        for number in self._numbers(items, place):
            if number not in changed:
                version = "old" if key == "removed" else "new"
                hint = f"{key} lines, numbered as in the {version} file: {spell(changed)}"
                self.refuse(f"line {number} of '{quote(file.path)}' is not {key}", hint, place)
            yield changed[number]

    def kept(
        self,
        file: FilePatch,
        items: Collection[int | str],
        place: Place,
        count: int | None = None,
    ) -> list[int]:
        """The numbers in the old file of lines that the commit leaves unchanged.

        ``count`` is how many lines that file has, None where that is not known.
        """
        removed = _changed(file, "removed") if items else {}
        numbers = []
        for number in self._numbers(items, place):
            if file.old is None or number < 1 or (count is not None and number > count):
                hint = f"it has {count} lines" if count else "it has none"
                self.refuse(f"'{quote(file.path)}' had no line {number}", hint, place)
            if number in removed:
                hint = f"write removed = {number}"
                self.refuse(f"line {number} of '{quote(file.path)}' is removed", hint, place)
            numbers.append(number)
        return numbers

    def _numbers(self, items: Collection[int | str], place: Place) -> Iterator[int]:
        for item in items:
            if isinstance(item, int):
                yield item
                continue
            match = _SPAN.fullmatch(item)
            if not match or int(match[2] or match[1]) < int(match[1]):
                self.refuse(*not_a_span(item), place)
            first, last = int(match[1]), int(match[2] or match[1])
            if last - first > 10_000_000:
                self.refuse(f"the span '{item}' is longer than any file", "shorten it", place)
            yield from range(first, last + 1)


def items_of(spans: Spans | None) -> Collection[int | str]:
    """Numbers and spans as a list."""
    if spans is None:
        return []
    return spans if isinstance(spans, list) else [spans]


def _changed(file: FilePatch, key: str) -> dict[int, int]:
    """The changes of a file's removed or added lines by the numbers of the lines."""
    mark = "-" if key == "removed" else "+"
    return {
        line.old if mark == "-" else line.new: line.change
        for hunk in file.hunks
        for line in hunk_lines(hunk)
        if line.mark == mark
    }


def describe_change(file: FilePatch, change: int) -> str:
    """A change in words: the line or the file change, and the file."""
    if change < len(file.file_changes):
        return f"the {file.file_changes[change].kind.value} of '{quote(file.path)}'"
    return line_in_words(file, change)


def spell(numbers: Iterable[int]) -> str:
    """Numbers as spans: ``1-3, 7``; only the first few."""
    spans = spelled(numbers)
    more = ["..."] if len(spans) > SPELLED else []
    return ", ".join([*spans[:SPELLED], *more]) or "none"
