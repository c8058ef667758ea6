"""File changes in words.

Modes, names and object ids are known from the patch; sizes, targets of symlinks and the distance
that a submodule moves have to be read first (`FileDetails`).
"""

from __future__ import annotations

from msgspec import Struct

from splitter.core.diff.model import SUBMODULE, SYMLINK, FileChangeKind, FilePatch, Side
from splitter.core.diff.paths import quote
from splitter.core.text.counts import count_in_words

EXECUTABLE = b"100755"
PLAIN = b"100644"

_SAYS = {
    (PLAIN, EXECUTABLE): "made executable",
    (EXECUTABLE, PLAIN): "no longer executable",
}
_UNITS = ("kB", "MB", "GB", "TB")


class FileDetails(Struct, frozen=True):
    """Details of a file change that had to be read; None for a detail that was not read.

    ``old`` and ``new`` are the size of each side in bytes or, for a symlink, its target; ``way`` is
    how many commits a submodule goes back and how many forward.
    """

    old: int | bytes | None = None
    new: int | bytes | None = None
    way: tuple[int, int] | None = None


def mode_in_words(old: bytes, new: bytes) -> str:
    """A change of mode in words."""
    return f"{_SAYS.get((old, new), 'mode')} ({old.decode()} → {new.decode()})"


def kind_in_words(side: Side) -> str:
    """The kind of a file: file, executable file, symlink or submodule."""
    if side.mode == SYMLINK:
        return "symlink"
    if side.mode == SUBMODULE:
        return "submodule"
    return "executable file" if side.mode == EXECUTABLE else "file"


def rename_in_words(old: bytes, new: bytes, alike: int) -> str:
    """A rename in words: the old path, and how similar the contents are, in percent.

    Directories that both paths share are written once, in git's form ``{old => new}``.
    """
    return f"renamed from {_without_common(old, new)}, {alike}% similar"


def _without_common(old: bytes, new: bytes) -> str:
    """The old path; with the new one, in git's manner, where they share directories or a name."""
    was, becomes = old.split(b"/"), new.split(b"/")
    most = min(len(was), len(becomes)) - 1
    above = next((n for n in range(most) if was[n] != becomes[n]), most)
    most = most + 1 - above if above else most
    below = next((n for n in range(most) if was[-1 - n] != becomes[-1 - n]), most)
    if not above and not below:
        return quote(old)
    changed = [b"/".join(path[above : len(path) - below]) for path in (was, becomes)]
    middle = b"{%s => %s}" % (changed[0], changed[1])
    return quote(b"/".join([*was[:above], middle, *was[len(was) - below :]]))


def is_worth_reading(file: FilePatch) -> bool:
    """True if reading gives more details about a file's changes than its patch has."""
    kinds = {file_change.kind for file_change in file.file_changes}
    return not file.hunks and bool(kinds - {FileChangeKind.RENAME, FileChangeKind.MODE})


def in_words(file: FilePatch, number: int, seen: FileDetails) -> str:
    """A file change in words, with the details that were read."""
    file_change = file.file_changes[number]
    if file_change.kind is FileChangeKind.CREATE:
        return file_change.text + _more(seen.new)
    if file_change.kind is FileChangeKind.DELETE:
        return file_change.text + _more(seen.old)
    if file_change.kind is FileChangeKind.TYPE:
        sides = (file.old, seen.old), (file.new, seen.new)
        return " becomes ".join(_typed(side, read) for side, read in sides)
    if file_change.kind is FileChangeKind.CONTENT:
        return _content(file_change.text, seen)
    return file_change.text


def _content(text: str, seen: FileDetails) -> str:
    old, new = seen.old, seen.new
    if isinstance(old, bytes) and isinstance(new, bytes):
        return f"points to {quote(new)} instead of {quote(old)}"
    if isinstance(old, int) and isinstance(new, int):
        return f"binary, {size_in_words(old)} → {size_in_words(new)}"
    return f"{text}, {_way_in_words(*seen.way)}" if seen.way else text


def _typed(side: Side | None, read: int | bytes | None) -> str:
    assert side is not None
    kind = kind_in_words(side)
    return kind + (_more(read) if kind == "symlink" else "")


def _more(read: int | bytes | None) -> str:
    """The details of one side, written behind its kind."""
    if isinstance(read, bytes):
        return f" to {quote(read)}"
    return f", {size_in_words(read)}" if read else ""


def size_in_words(size: int) -> str:
    """A number of bytes, in the greatest unit of which it is at least one."""
    if size < 1000:
        return count_in_words(size, "byte")
    number = size / 1000
    for unit in _UNITS[:-1]:
        if number < 999.95:
            return f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} {_UNITS[-1]}"


def _way_in_words(back: int, forward: int) -> str:
    ways = [(back, "back"), (forward, "forward")]
    counts = [f"{count_in_words(n, 'commit')} {where}" for n, where in ways if n]
    return " and ".join(counts) or "no commits in between"
