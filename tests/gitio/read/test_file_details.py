"""What is read to tell about whole-file changes."""

from __future__ import annotations

import shutil

import pytest

from splitter import session as sessions
from splitter.view.phrases.file_details import FileChangeWords
from tests.support.repos import File, Repo, Tree

LINK = "120000"
SUB = "160000"
ONE, TWO = b"1" * 40, b"2" * 40


def told(repo: Repo, before: Tree, after: Tree) -> dict[bytes, list[str]]:
    """The file changes of each file of a commit in words, once all is read."""
    commits = ({**before, b"base": b""}, "base\n"), ({**after, b"base": b""}, "change\n")
    repo.stack(*commits, branch="side")
    session = sessions.load(repo.path, "side")
    file_changes = FileChangeWords(session.look_into)
    found = {}
    for read in (True, False):
        for file in session.patch:
            found[file.path] = [file_changes.words(file, n) for n in range(len(file.file_changes))]
        if read:
            file_changes.learn(file_changes.read())
    assert not file_changes.is_waiting
    session.repository.close()
    return found


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (File(b"a", LINK), File(b"b c", LINK), ["points to b c instead of a"]),
        (File(b"a", LINK), File(b"\xff", LINK), ['points to "\\377" instead of a']),
        (File(b"a" * 5000, LINK), File(b"b" * 5000, LINK), ["symlink has another target"]),
        (None, File(b"a/b", LINK), ["new symlink to a/b"]),
        (File(b"a", LINK), None, ["deleted symlink to a"]),
        (b"text\n", File(b"a", LINK), ["file becomes symlink to a"]),
        (File(b"a", LINK), File(b"x\n", "100755"), ["symlink to a becomes executable file"]),
        (File(ONE, SUB), b"x\n", ["submodule becomes file"]),
        (b"\0" * 1200, b"\0" * 3400, ["binary, 1.2 kB → 3.4 kB"]),
        (None, b"\0" * 12, ["new binary file, 12 bytes"]),
        (b"\0", None, ["deleted binary file, 1 byte"]),
        (None, b"", ["new empty file"]),
        (b"text\n", None, ["deleted file"]),
        (File(ONE, SUB), File(TWO, SUB), ["submodule 1111111111 → 2222222222"]),
        (None, File(TWO, SUB), ["new submodule at 2222222222"]),
    ],
)
def test_file_changes_in_words(
    repo: Repo, before: bytes | File | None, after: bytes | File | None, words: list[str]
) -> None:
    sides = [{} if side is None else {b"f": side} for side in (before, after)]
    assert told(repo, *sides) == {b"f": words}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        (0, 2, ", 2 commits forward"),
        (2, 1, ", 1 commit back"),
        (2, 3, ", 2 commits back and 1 commit forward"),
    ],
)
def test_a_submodule_that_is_there_says_how_far_it_goes(
    repo: Repo, old: int, new: int, way: str
) -> None:
    library = Repo.init(repo.path / "lib")
    made = library.stack(({b"f": b"1"}, "1"), ({b"f": b"2"}, "2"), ({b"f": b"3"}, "3"))
    made.append(library.commit({b"f": b"other"}, "other", made[:1]))
    library.branch("other", made[-1])
    trees = [{b"lib": File(made[n].encode(), SUB)} for n in (old, new)]
    text = f"submodule {made[old][:10]} → {made[new][:10]}"
    assert told(repo, *trees) == {b"lib": [text + way]}


def test_a_submodule_that_is_broken_says_nothing_more(repo: Repo) -> None:
    (repo.path / "lib").mkdir()
    (repo.path / "lib" / ".git").write_text("gitdir: nowhere\n")
    trees = [{b"lib": File(oid, SUB)} for oid in (ONE, TWO)]
    assert told(repo, *trees) == {b"lib": ["submodule 1111111111 → 2222222222"]}


def test_what_cannot_be_read_is_left_out(repo: Repo) -> None:
    repo.stack(({b"f": b"\0a"}, "base\n"), ({b"f": b"\0b"}, "change\n"))
    session = sessions.load(repo.path, "HEAD")
    session.repository.close()
    shutil.rmtree(repo.path / ".git" / "objects")
    file_changes = FileChangeWords(session.look_into)
    file_changes.words(session.patch.files[0], 0)
    file_changes.learn(file_changes.read())
    assert file_changes.words(session.patch.files[0], 0) == "binary content"
