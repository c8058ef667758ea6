"""``git split -m <message> [<commit>] -- <path>...``: parts by paths, without a plan file."""

from __future__ import annotations

import json
import re

import pytest

from splitter import cli
from splitter.commands.path_arguments import PathPart, joined, read_path_parts
from splitter.errors import UsageError
from tests.support.repos import Repo, Tree
from tests.support.splits import Run, opened

BASE: Tree = {b"a": b"1\n", b"src/b.c": b"1\n", b"src/c.h": b"1\n", b"docs/d": b"1\n"}
NEW: Tree = {b"a": b"2\n", b"src/b.c": b"2\n", b"src/c.h": b"2\n", b"docs/d": b"2\n"}


@pytest.fixture
def work(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository as the working directory: a target, and a commit above it."""
    repo.stack((BASE, "base\n"), (NEW, "do it all\n\nAll.\n"), ({**NEW, b"e": b"\n"}, "upper\n"))
    repo.git("reset", "-q", "--hard")
    monkeypatch.chdir(repo.path)
    return repo


def files(repo: Repo, revision: str) -> list[str]:
    return repo.lines("diff-tree", "-r", "--name-only", f"{revision}^", revision)


# The words of the command line


@pytest.mark.parametrize(
    ("words", "parts", "rest"),
    [
        (["-m", "a", "--", "x", "y"], [("a", "x y")], ""),
        (["-ma", "--", "x"], [("a", "x")], ""),
        (["--message=a", "--", "x"], [("a", "x")], ""),
        (["-m", "a", "-m", "b", "--", "x"], [("a\n\nb", "x")], ""),
        (["-m", "a", "--", "x", "-m", "b", "--", "y"], [("a", "x"), ("b", "y")], ""),
        (["-m", "a", "--", "x", "-mb", "--", "y"], [("a", "x"), ("b", "y")], ""),
        (["-m", "a", "--", "x", "-m", "b", "-m", "c"], [("a", "x")], "b\n\nc"),
        (["-m", "-n", "--", "./-m"], [("-n", "./-m")], ""),
    ],
)
def test_a_message_belongs_to_the_paths_behind_it(
    words: list[str], parts: list[tuple[str, str]], rest: str
) -> None:
    options = cli._parse(words)
    assert options.path_parts == [PathPart(message, tuple(p.split())) for message, p in parts]
    assert options.rest_message == rest
    assert not options.pathspec


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["-m", "a"], "'-m' needs '--'"),
        (["-m", "a", "HEAD", "x"], "'-m' needs '--'"),
        (["-m", "--", "x"], "no message stands after '-m'"),
        (["-m"], "no message stands after '-m'"),
        (["-m", "a", "--"], "for 'a'"),
        (["-m", "a", "--", "x", "-m", "b", "--"], "for 'b'"),
        (["-m", "a", "--", "x", "-m"], "no message stands after '-m'"),
        (["-m", "a", "--", "x", "-m", "b", "y"], "'y' stands between"),
        (["-m", "a", "--", "x", "--", "y"], "'--' stands twice"),
        (["-m", "a", "--", "x", "--json"], "the option '--json' stands behind '--'"),
        (["-m", "a", "--plan=p", "--", "x"], "'-m' and '--plan'"),
        (["-m", "a", "--print-plan", "--", "x"], "'-m' and '--print-plan'"),
        (["-m", "a", "--undo", "--", "x"], "'-m' and '--undo'"),
    ],
)
def test_what_is_missing_is_named(words: list[str], named: str) -> None:
    with pytest.raises(UsageError, match=re.escape(named)) as error:
        cli._parse(words)
    assert error.value.hint


def test_words_without_m_stay_as_they_are() -> None:
    words = ["HEAD~2", "-n", "--", "-m", "--"]
    assert joined(words) == words
    assert cli._parse(["HEAD", "--", "-m", "a"]).pathspec == ["-m", "a"]
    assert read_path_parts(["a"], ["b"], ()) == ([PathPart("a", ("b",))], "")


# The split


def test_paths_become_the_first_part_and_the_rest_keeps_its_message(work: Repo, run: Run) -> None:
    tree, top = work.line("rev-parse", "HEAD~^{tree}"), work.line("rev-parse", "HEAD^{tree}")
    (work.path / "a").write_bytes(b"uncommitted\n")
    status, out, err = run("-m", "Change the sources", "HEAD~", "--", "src", "a", ":!*.h")
    assert (status, err) == (0, "")
    assert "2 files, +2 -2: a (+1 -1), src/b.c (+1 -1)" in out
    assert files(work, "HEAD~2") == ["a", "src/b.c"]
    assert files(work, "HEAD~") == ["docs/d", "src/c.h"]
    subjects = work.lines("log", "--format=%B", "-z", "HEAD~3..")
    assert "".join(subjects).split("\0")[:3] == ["upper", "do it allAll.", "Change the sources"]
    assert [work.line("rev-parse", f"{at}^{{tree}}") for at in ("HEAD~", "HEAD")] == [tree, top]
    assert work.files()["a"] == b"uncommitted\n"
    assert run("--undo")[0] == 0


def test_several_parts_and_a_message_for_the_rest(work: Repo, run: Run) -> None:
    words = ["-m", "One", "HEAD~", "--", "a", "-m", "Two", "--", ":(glob)**/*.c"]
    assert run(*words, "-m", "The rest", "-m", "of it")[0] == 0
    assert [files(work, f"HEAD~{at}") for at in (3, 2)] == [["a"], ["src/b.c"]]
    assert work.message("HEAD~") == b"The rest\n\nof it\n"


def test_it_is_the_plan_that_a_plan_file_gives(
    work: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work.path / "src").mkdir(exist_ok=True)
    monkeypatch.chdir(work.path / "src")
    words = ["-n", "--json", "-m", "One", "HEAD~", "--", "b.c", "-m", "Two", "--", ":/docs"]
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    text = """
version = 1
[[part]]
message = "One"
changes = [{ file = "src/b.c" }]
[[part]]
message = "Two"
changes = [{ file = "docs" }]
[[part]]
rest = true
"""
    with opened(work, "HEAD~") as session:
        made = session.prepare(session.read_plan(text))
    assert [part["commit"] for part in json.loads(out)["parts"]] == [p.oid for p in made.parts]
    assert files(work, "HEAD~") == ["a", "docs/d", "src/b.c", "src/c.h"]


def test_a_rename_is_named_by_either_path(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"".join(b"%d\n" % n for n in range(20))
    repo.stack(({b"old": body, b"b": b"1\n"}, "base\n"), ({b"new": body, b"b": b"2\n"}, "all\n"))
    monkeypatch.chdir(repo.path)
    for name in ("old", "new"):
        status, out, _ = run("-n", "--json", "-m", "Move", "--", name)
        assert status == 0
        assert json.loads(out)["parts"][0]["files"] == [
            {"path": "new", "added": 0, "removed": 0, "file_changes": ["rename"]}
        ]


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (["-m", "x", "HEAD~", "--", "a", "nothing"], "'nothing' matches no file", "docs/d, "),
        (
            ["-m", "x", "HEAD~", "--", "src", "-m", "y", "--", "*.c"],
            "'src/b.c' is in two parts: 'x' and 'y'",
            "':(exclude,top)src/b.c'",
        ),
        (["-m", "x", "HEAD~", "--", "."], "the rest is empty", "--print-plan=json"),
        (
            ["-m", "x", "HEAD~", "--", "src", "-m", "y", "--", "a", "docs"],
            "the rest is empty",
            "end with -m <message>",
        ),
        (["-m", " ", "HEAD~", "--", "a"], "the message of part 1 is empty", "write a message"),
        (["-m", "x", "HEAD~", "--", ":(nonsense)a"], "nonsense", ""),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    work: Repo, run: Run, words: list[str], sentence: str, hint: str
) -> None:
    before = work.refs()
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert sentence in err
    assert hint in err
    assert work.refs() == before


def test_paths_that_belong_together_are_refused_apart(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stack(({b"d": b"1\n", b"x": b"\n"}, "base\n"), ({b"d/e": b"2\n", b"x": b"2\n"}, "all\n"))
    monkeypatch.chdir(repo.path)
    status, _, err = run("-m", "x", "--", ":(literal)d/e")
    assert status == 1
    assert "put both paths into the same part" in err
