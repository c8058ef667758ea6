"""A first subject for a part whose changes do one thing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from splitter.core.diff.model import SUBMODULE, SYMLINK, FileChangeKind, FilePatch
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan
from splitter.core.text.controls import is_printable

#: How long a subject may be that is proposed, in characters.
AT_MOST = 50
#: How many files are named in a subject.
NAMED = 2
#: How many lines of a part are read to find out whether only whitespace changes.
READ = 2000
#: How much of a commit's id is named.
OID = 7

_GITMODULES = b".gitmodules"


class _Act(Enum):
    """The single action of a part on a file; the value is the form of the subject."""

    ADD = "Add {}"
    REMOVE = "Remove {}"
    RENAME = "Rename {}"
    EXECUTABLE = "Make {} executable"
    NOT_EXECUTABLE = "Make {} non-executable"
    LINK = "Turn {} into a symlink"
    BUMP = "Bump {}"
    WHITESPACE = "Fix whitespace in {}"


class _Done(Struct, frozen=True):
    act: _Act
    file: FilePatch


def suggest(plan: Plan, number: int) -> str:
    """The subject that the part of that number could have; "" where it takes a person to find one.

    One kind of change to one or two files is obvious: added, removed, renamed, made executable,
    nothing but whitespace, a submodule at another commit.
    """
    if plan.tally(number).files > READ:
        return ""
    shares = list(plan.shares(number))
    if any(_is_submodule(file) for file, _ in shares):
        shares = [(file, choice) for file, choice in shares if file.path != _GITMODULES]
    if plan.tally(number).added + plan.tally(number).removed > READ:
        shares = shares if all(_acts_alone(*share, number) for share in shares) else []
    done: list[_Done] = []
    for file, choice in shares:
        act = _act(file, choice, number)
        if act is None or (done and act is not done[0].act):
            return ""
        done.append(_Done(act, file))
    fitting = (s for s in _subjects(done) if len(s) <= AT_MOST and is_printable(s))
    return next(fitting, "")


def _acts_alone(file: FilePatch, choice: bytes, number: int) -> bool:
    """True if the file changes of the part alone describe it."""
    kinds = (FileChangeKind.CREATE, FileChangeKind.DELETE)
    return any(_has(file, choice, number, kind) for kind in kinds)


def _has(file: FilePatch, choice: bytes, number: int, kind: FileChangeKind) -> bool:
    file_change = file.file_change(kind)
    return file_change is not None and choice[file_change] == number


def _is_submodule(file: FilePatch) -> bool:
    return SUBMODULE in [side.mode for side in (file.old, file.new) if side]


def _act(file: FilePatch, choice: bytes, number: int) -> _Act | None:
    """The single action of a part on a file; None for any other, or for several."""
    file_changes = [
        file_change.kind for n, file_change in enumerate(file.file_changes) if choice[n] == number
    ]
    if FileChangeKind.CREATE in file_changes:
        return _Act.ADD
    if FileChangeKind.DELETE in file_changes:
        return _Act.REMOVE
    lines = number in choice[file.lines.start :]
    if lines and not file_changes:
        return _Act.WHITESPACE if _only_whitespace(file, choice, number) else None
    if lines or len(file_changes) != 1:
        return None
    assert file.new is not None
    if file_changes == [FileChangeKind.MODE]:
        return _Act.EXECUTABLE if file.new.mode.endswith(b"755") else _Act.NOT_EXECUTABLE
    if file_changes == [FileChangeKind.TYPE]:
        return _Act.LINK if file.new.mode == SYMLINK else None
    if file_changes == [FileChangeKind.CONTENT]:
        return _Act.BUMP if file.new.mode == SUBMODULE else None
    return _Act.RENAME


def _only_whitespace(file: FilePatch, choice: bytes, number: int) -> bool:
    """True if the part's lines differ from those they replace in nothing but blanks."""
    words: dict[str, list[bytes]] = {"-": [], "+": []}
    for hunk in file.hunks:
        if not any(number in choice[span.start : span.stop] for span in hunk.changes):
            continue
        for line in hunk_lines(hunk):
            if line.change >= 0 and choice[line.change] == number:
                words[line.mark].append(b"".join(line.text.split()))
    removed, added = (list(filter(None, lines)) for lines in words.values())
    return removed == added


# Words


def _subjects(done: Sequence[_Done]) -> Iterator[str]:
    """The subjects that say it, the fullest first."""
    if not done:
        return
    act = done[0].act
    files = [one.file for one in done]
    if act is _Act.RENAME:
        yield from _renamed(files)
    elif act is _Act.BUMP:
        if len(files) == 1 and files[0].new:
            yield from (f"Bump {n} to {files[0].new.oid[:OID]}" for n in _names(files))
    else:
        kind = "submodule " if all(_is_submodule(file) for file in files) else ""
        kind = kind if len(files) == 1 else ""
        yield from (act.value.format(kind + names) for names in _names(files))


def _names(files: Sequence[FilePatch]) -> Iterator[str]:
    """The name for some files together: their paths, or only their base names."""
    if len(files) <= NAMED:
        paths = [file.path for file in files]
        yield " and ".join(map(quote, paths))
        yield " and ".join(quote(posixpath.basename(path)) for path in paths)


def _renamed(files: Sequence[FilePatch]) -> Iterator[str]:
    sides = [(file.old, file.new) for file in files]
    pairs = [(old.path, new.path) for old, new in sides if old and new]
    directories = {posixpath.dirname(new) for _, new in pairs}
    same_name = all(posixpath.basename(old) == posixpath.basename(new) for old, new in pairs)
    if same_name and len(directories) == 1 and len(pairs) <= NAMED:
        to = _directory(directories.pop())
        yield f"Move {' and '.join(quote(old) for old, _ in pairs)} to {to}"
        yield f"Move {' and '.join(quote(posixpath.basename(old)) for old, _ in pairs)} to {to}"
    elif len(pairs) == 1:
        old, new = pairs[0]
        yield f"Rename {quote(old)} to {quote(new)}"
        yield f"Rename {quote(posixpath.basename(old))} to {quote(posixpath.basename(new))}"
    else:
        moves = {_moved(old, new) for old, new in pairs}
        if len(moves) == 1:
            before, after = moves.pop()
            yield f"Move files from {_directory(before)} to {_directory(after)}"


def _moved(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """The directories between which a file moved, without the common directories at the end."""
    before, after = old.split(b"/"), new.split(b"/")
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return b"/".join(before), b"/".join(after)


def _directory(path: bytes) -> str:
    return f"{quote(path)}/" if path else "the top directory"
