"""Dropped changes that are discarded: the working tree follows, and an undo restores it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from splitter.core.diff.paths import quote
from splitter.core.options import DroppedChanges
from splitter.core.rewrite.files import FileStep
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import StateRefused
from splitter.gitio.git.repository import Repository, open_repository
from splitter.gitio.refs.files import place_files
from splitter.gitio.rewrite import rewriter
from splitter.gitio.undo.journal import Journal
from splitter.gitio.undo.undo import undo
from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, opened, plan_text, whole

DISCARD = DroppedChanges.DISCARD
LINES = b"".join(b"line %d\n" % number for number in range(1, 21))
DEBUG = LINES.replace(b"line 10\n", b"line 10\ndebug\n")
BEFORE: Tree = {b"f": LINES, b"gone": b"gone\n", b"run": b"run\n", b"keep": b"old\n"}
AFTER: Tree = {
    b"f": DEBUG,
    b"run": File(b"run\n", "100755"),
    b"keep": b"new\n",
    b"deep/er/made": b"made\n",
    b"link": File(b"f", "120000"),
    b"more": b"more\n",
}
TEXT = plan_text(
    Piece("one", [whole("keep")]),
    Piece("two", REST),
    dropped=[whole(name) for name in ("f", "gone", "run", "deep/er/made", "link")],
)


def checked_out(repo: Repo) -> None:
    repo.stack((BEFORE, "base\n"), (AFTER, "all\n"), ({**AFTER, b"top": b"top\n"}, "top\n"))


def split(repo: Repo) -> Rewrite:
    with opened(repo, "main~1") as session:
        rewrite = session.prepare(session.read_plan(TEXT), dropped=DISCARD)
        assert session.write(rewrite).hidden == ()
    repo.check()
    return rewrite


def undo_split(repo: Repo) -> None:
    with closing(open_repository(repo.path)) as repository:
        assert undo(repository).warnings == ()


def state(repo: Repo) -> tuple[dict[str, tuple[int, bytes]], bytes]:
    """All files of the working tree with their mode bits and contents, and the index."""
    files = {}
    for file in repo.path.rglob("*"):
        name = file.relative_to(repo.path)
        if name.parts[0] == ".git" or (file.is_dir() and not file.is_symlink()):
            continue
        if file.is_symlink():
            files[str(name)] = (0, bytes(file.readlink()))
        else:
            files[str(name)] = (file.stat().st_mode & 0o111, file.read_bytes())
    return files, repo.git("ls-files", "-s")


def test_files_of_every_kind_follow_and_come_back(repo: Repo) -> None:
    checked_out(repo)
    before, refs = state(repo), repo.refs()
    rewrite = split(repo)
    assert rewrite.discards
    assert not rewrite.uncommitted
    assert repo.git("status", "--porcelain") == b""
    files = state(repo)[0]
    assert files["f"][1] == LINES
    assert files["gone"][1] == b"gone\n"
    assert not files["run"][0]
    assert set(files) == {"f", "gone", "run", "keep", "more", "top"}
    assert not (repo.path / "deep").exists()
    undo_split(repo)
    assert state(repo) == before
    assert repo.refs() == refs


def test_other_uncommitted_changes_stay_staged_and_unstaged_apart(repo: Repo) -> None:
    checked_out(repo)
    staged = DEBUG.replace(b"line 2\n", b"staged\n")
    unstaged = staged.replace(b"line 19\n", b"unstaged\n")
    (repo.path / "f").write_bytes(staged)
    repo.git("add", "f")
    (repo.path / "f").write_bytes(unstaged)
    before = state(repo)
    split(repo)
    assert repo.git("show", ":f") == staged.replace(b"debug\n", b"")
    assert (repo.path / "f").read_bytes() == unstaged.replace(b"debug\n", b"")
    undo_split(repo)
    assert state(repo) == before


@pytest.mark.parametrize(
    ("path", "content"),
    [("f", DEBUG.replace(b"debug", b"mine")), ("deep/er/made", b"mine\n"), ("gone", b"mine\n")],
)
def test_uncommitted_changes_in_the_way_are_refused_by_name(
    repo: Repo, path: str, content: bytes
) -> None:
    checked_out(repo)
    (repo.path / path).write_bytes(content)
    before, refs = state(repo), repo.refs()
    with opened(repo, "main~1") as session:
        made = session.read_plan(TEXT)
        with pytest.raises(StateRefused, match=f"uncommitted changes of {path} conflict"):
            session.prepare(made, dropped=DISCARD)
    assert (state(repo), repo.refs()) == (before, refs)


def test_a_directory_in_the_way_is_refused_by_name(repo: Repo) -> None:
    checked_out(repo)
    (repo.path / "gone").mkdir()
    with opened(repo, "main~1") as session:
        made = session.read_plan(TEXT)
        with pytest.raises(StateRefused, match="uncommitted changes of gone conflict"):
            session.prepare(made, dropped=DISCARD)


def test_an_undo_does_not_overwrite_a_file_made_since(repo: Repo) -> None:
    checked_out(repo)
    split(repo)
    (repo.path / "link").write_bytes(b"mine\n")
    before, refs = state(repo), repo.refs()
    with pytest.raises(StateRefused, match="uncommitted changes of link conflict"):
        undo_split(repo)
    assert (state(repo), repo.refs()) == (before, refs)


def test_a_submodule_is_refused_and_can_be_kept(repo: Repo) -> None:
    oid = "1" * 40
    repo.stack(
        ({b"f": b"f\n"}, "base\n"), ({b"f": b"g\n", b"sub": File(oid.encode(), "160000")}, "all\n")
    )
    text = plan_text(Piece("one", REST), dropped=[whole("sub")])
    with opened(repo, "main") as session:
        made = session.read_plan(text)
        with pytest.raises(StateRefused, match="dropped changes of sub cannot be discarded"):
            session.prepare(made, dropped=DISCARD)
        assert session.prepare(made).uncommitted


def test_a_branch_that_is_not_checked_out_leaves_the_files_alone(repo: Repo) -> None:
    checked_out(repo)
    repo.git("switch", "-q", "--detach", "main~2")
    before = state(repo)
    split(repo)
    assert state(repo) == before


def _with_attributes(before: bytes, after: bytes, names: Sequence[bytes]) -> tuple[Tree, Tree]:
    """Two trees with other attributes and other contents of some files, and two new ones."""
    old: Tree = dict.fromkeys(names, b"old\n")
    new: Tree = dict.fromkeys(names, b"new\nlonger\n")
    added: Tree = {b"one": b"1\n", b"rest": b"rest\n"}
    return {**old, b".gitattributes": before}, {**new, **added, b".gitattributes": after}


def _dropping(names: Sequence[bytes]) -> str:
    listed = [f"{{ file = {json.dumps(quote(name))} }}" for name in names]
    return plan_text(Piece("one", [whole("one")]), Piece("two", REST), dropped=listed)


def test_many_files_take_as_many_processes_as_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are written as the attributes of their paths say, whatever their names."""
    names = [
        b"\ttab",
        b"new\nline",
        b'"quoted"',
        "ünï ".encode(),
        b"-x",
        *map(b"%d".__mod__, range(20)),
    ]
    attributes = b"* eol=crlf\n"
    before, after = _with_attributes(attributes, attributes, names)
    counts = []
    for count in (2, len(names)):
        repo, trace = Repo.init(tmp_path / str(count)), tmp_path / f"{count}.trace"
        repo.stack((before, "base\n"), (after, "all\n"))
        with opened(repo, "main") as session, monkeypatch.context() as traced:
            traced.setenv("GIT_TRACE", str(trace))
            made = session.read_plan(_dropping(names[:count]))
            session.write(session.prepare(made, dropped=DISCARD))
        found = [(repo.path / os.fsdecode(name)).read_bytes() for name in names]
        assert found == [b"old\r\n"] * count + [b"new\r\nlonger\r\n"] * (len(names) - count)
        with monkeypatch.context() as traced:
            traced.setenv("GIT_TRACE", str(trace))
            undo_split(repo)
        assert repo.git("status", "--porcelain") == b""
        counts.append(trace.read_text().count("trace: built-in: git "))
    assert counts[0] == counts[1]


def test_files_are_written_as_the_attributes_that_follow_say(repo: Repo) -> None:
    before, after = _with_attributes(b"* eol=crlf\n", b"* -text\n", [b"a", b"z"])
    repo.stack((before, "base\n"), (after, "all\n"))
    with opened(repo, "main") as session:
        made = session.read_plan(_dropping([b"a", b".gitattributes", b"z"]))
        assert session.write(session.prepare(made, dropped=DISCARD)).warnings == ()
    assert [(repo.path / name).read_bytes() for name in ("a", "z")] == [b"old\r\n"] * 2
    undo_split(repo)
    assert [(repo.path / name).read_bytes() for name in ("a", "z")] == [b"new\nlonger\n"] * 2


def test_a_file_that_git_cannot_write_keeps_no_other_from_following(repo: Repo) -> None:
    before, after = _with_attributes(b"bad filter=bad\n", b"bad filter=bad\n", [b"bad", b"z"])
    repo.stack((before, "base\n"), (after, "all\n"))
    for name, value in (("clean", "cat"), ("smudge", "false"), ("required", "true")):
        repo.git("config", f"filter.bad.{name}", value)
    with opened(repo, "main") as session:
        made = session.read_plan(_dropping([b"bad", b"z"]))
        warnings = session.write(session.prepare(made, dropped=DISCARD)).warnings
    assert warnings == ("bad in the working tree could not follow the new commit",)
    assert [(repo.path / name).read_bytes() for name in ("bad", "z")] == [
        b"new\nlonger\n",
        b"old\n",
    ]


@pytest.mark.parametrize("count", range(6))
def test_a_run_that_is_killed_after_some_files_is_completed(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    checked_out(repo)

    def killed(repository: Repository, steps: Sequence[FileStep]) -> list[str]:
        place_files(repository, steps[:count])
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(rewriter, "place_files", killed)
        patched.setattr(Journal, "end", lambda _: None)
        with opened(repo, "main~1") as session, pytest.raises(MemoryError):
            session.write(session.prepare(session.read_plan(TEXT), dropped=DISCARD))
    with opened(repo, "main") as session:
        assert "completed" in session.recovered
    assert repo.git("status", "--porcelain") == b""
    assert (repo.path / "f").read_bytes() == LINES
