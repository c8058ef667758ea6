"""Edits in files that the commit does not touch: each part's trees against files made by hand."""

from __future__ import annotations

import pytest

from splitter.core.draft.commands import EditText, OpenFile, RemoveEdit, apply
from splitter.core.draft.draft import Draft
from splitter.core.draft.log import done, head, replay
from splitter.core.draft.undo_history import Entry, History
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location
from splitter.core.plan.planfile.write import write_plan
from splitter.errors import PlanRefused, StateRefused
from tests.support.repos import File, Repo, Tree
from tests.support.splits import opened, split, undo

OTHER = b"".join(b"line %d\n" % number for number in range(1, 9))
BESIDE: Tree = {
    b"lib/other.py": OTHER,
    b"tool": File(b"#!/bin/sh\nexit 1\n", "100755"),
    b"empty": b"",
    b"link": File(b"lib/other.py", "120000"),
    b"sub": File(b"1" * 40, "160000"),
    b"picture": b"\0\1\2",
    b"large": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n",
}
BEFORE: Tree = {**BESIDE, b"a": b"old\n", b"b": b"old\n", b"moved": b"same\n" * 9}
AFTER: Tree = {**BESIDE, b"a": b"new\n", b"b": b"new\n", b"new": b"same\n" * 9}
ABOVE: Tree = {**AFTER, b"c": b"more\n"}


def plan(first: str = "", second: str = "") -> str:
    """A plan of two parts, with edits."""
    return "\n".join(
        [
            "version = 1",
            "[[part]]",
            'message = "one"',
            'changes = [ { file = "a" } ]',
            f"edits = [ {first} ]",
            "[[part]]",
            'message = "two"',
            "rest = true",
            f"edits = [ {second} ]",
            "",
        ]
    )


def stack(repo: Repo) -> None:
    repo.stack((BEFORE, "base\n"), (AFTER, "all\n"), (ABOVE, "above\n"))


def trees(repo: Repo) -> list[dict[bytes, tuple[str, str]]]:
    """The trees of the two parts and of the commit above."""
    return [repo.tree(f"main~{at}") for at in (2, 1, 0)]


def edited(repo: Repo, *files: Tree) -> list[dict[bytes, tuple[str, str]]]:
    """The same, made by hand of the files that each of them has beside its own."""
    one: Tree = {**AFTER, b"b": b"old\n", b"moved": b"same\n" * 9}
    one = {path: file for path, file in one.items() if path != b"new"}
    pairs = zip((one, AFTER, ABOVE), files, strict=True)
    made = [repo.commit({**tree, **more}) for tree, more in pairs]
    return [repo.tree(commit) for commit in made]


SHIM: Tree = {b"lib/other.py": OTHER.replace(b"line 3\nline 4\n", b"shim\n")}
MADE: Tree = {b"lib/shim.py": b"pass\n"}


@pytest.mark.parametrize(
    ("entry", "files"),
    [
        ('file = "lib/other.py", kept = "3-4", text = "shim\\n", until = "next"', (SHIM, {}, {})),
        ('file = "lib/other.py", kept = "3-4", text = "shim"', (SHIM, SHIM, SHIM)),
        ('file = "lib/shim.py", after = 0, text = "pass\\n", until = "next"', (MADE, {}, {})),
        ('file = "lib/shim.py", after = 0, text = "pass\\n", until = "end"', (MADE, MADE, MADE)),
    ],
)
def test_parts_read_the_edits_of_a_file_that_the_commit_does_not_touch(
    repo: Repo, entry: str, files: tuple[Tree, Tree, Tree]
) -> None:
    stack(repo)
    before, kept = repo.refs(), repo.files()
    split(repo, "main~1", plan(f"{{ {entry} }}"))
    assert trees(repo) == edited(repo, *files)
    assert repo.git("status", "--porcelain") == b""
    undo(repo)
    assert repo.line("rev-parse", "main") == before["refs/heads/main"]
    assert repo.files() == kept
    assert repo.git("status", "--porcelain") == b""
    repo.check()


def test_edits_of_several_files_stack_and_keep_modes(repo: Repo) -> None:
    stack(repo)
    first = """
      { file = "tool", kept = 2, text = "exit 0\\n", until = "end" },
      { file = "empty", after = 0, text = "full\\n", until = "next" },
      { file = "lib/x/y", after = 0, text = "one\\n", until = "end" },
    """
    second = """
      { file = "tool", kept = "1-2", text = "exit 2\\n", until = "end" },
      { file = "lib/x/y", after = 0, text = "", until = "end" },
    """
    split(repo, "main~1", plan(first, second))
    one: Tree = {b"tool": File(b"#!/bin/sh\nexit 0\n", "100755"), b"empty": b"full\n"}
    two: Tree = {b"tool": File(b"exit 2\n", "100755")}
    assert trees(repo) == edited(repo, {**one, b"lib/x/y": b"one\n"}, two, two)


def test_a_created_file_does_not_replace_an_untracked_one(repo: Repo) -> None:
    stack(repo)
    (repo.path / "lib" / "shim.py").write_bytes(b"mine\n")
    before = repo.refs()
    with pytest.raises(StateRefused, match=r"lib/shim.py"):
        split(
            repo,
            "main~1",
            plan('{ file = "lib/shim.py", after = 0, text = "x", until = "end" }'),
        )
    assert repo.refs() == before
    assert (repo.path / "lib" / "shim.py").read_bytes() == b"mine\n"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('file = "link", kept = 1, text = "x"', "line 5: 'link' is a symbolic link"),
        ('file = "sub", after = 0, text = "x"', "'sub' is a submodule"),
        ('file = "sub/x", after = 0, text = "x"', "'sub' is a submodule"),
        ('file = "lib", after = 0, text = "x"', "'lib' is a directory"),
        ('file = "tool/x", after = 0, text = "x"', "'tool' is a file"),
        ('file = "picture", kept = 1, text = "x"', "'picture' is a binary file"),
        ('file = "large", kept = 1, text = "x"', "'large' is in Git LFS"),
        ('file = "moved", kept = 1, text = "x"', "the commit renames 'moved' to 'new'"),
        ('file = "othr.py", kept = 1, text = "x"', "there is no file 'othr.py'"),
        ('file = "../x", after = 0, text = "x"', "'../x' is not the path of a file"),
        ('file = ".git/x", after = 0, text = "x"', "'.git/x' is not the path of a file"),
        ('file = "lib/other.py", kept = 9, text = "x"', "'lib/other.py' had no line 9"),
        ('file = "lib/other.py", removed = 1, text = "x"', "line 1 of 'lib/other.py' is not rem"),
        (
            'file = "s", after = 0, text = "x" }, { file = "s/t", after = 0, text = "x"',
            "'s' is a file that edits create",
        ),
    ],
)
def test_what_cannot_be_edited_is_refused_in_words(repo: Repo, entry: str, why: str) -> None:
    stack(repo)
    with opened(repo, "main~1") as session, pytest.raises(PlanRefused) as refused:
        session.read_plan(plan(f"{{ {entry} }}"))
    line = f"line {refused.value.line}: {refused.value}"
    assert why in line
    assert refused.value.hint


def test_the_draft_has_such_files_as_long_as_they_have_edits(repo: Repo) -> None:
    stack(repo)
    with opened(repo, "main~1") as session:
        start = session.read_plan(plan())
        files = [session.open_untouched(start.patch, path) for path in (b"tool", b"lib/other.py")]
        history, log, drafts = (
            History(Draft(start)),
            head(write_plan(start, session.target.oid)),
            [],
        )
        count = start.patch.touched
        tool = Edit(count, Location(old=(2, 3)), 1, b"exit 0\n", Until.NEXT)
        other = Edit(count, Location(old=(1, 2)), 1, b"", Until.END)
        opening = [
            OpenFile(file.path.decode(), file.new.mode.decode(), file.new.oid)
            for file in files
            if file.new
        ]
        for commands in (
            (opening[0], EditText(tool)),
            (opening[1], EditText(other)),  # by its path it stands before the other one
            (RemoveEdit(count + 1, tool.location, 1),),
            (opening[0],),
        ):
            entry = Entry(commands)
            drafts.append(history.draft)
            history = history.do(apply(history.draft, commands, session.break_rename), entry)
            log += done(entry)
            again = replay(log, session.read_plan, session.break_rename)
            assert again is not None
            plans = [again.history.draft.plan, history.draft.plan]
            texts = [write_plan(one, session.target.oid) for one in plans]
            assert texts[0] == texts[1]
            assert session.read_plan(texts[0]).edits == plans[0].edits == plans[1].edits
        paths = [[file.path for file in draft.plan.patch.untouched] for draft in drafts]
        assert paths == [[], [b"tool"], [b"lib/other.py", b"tool"], [b"lib/other.py"]]
        assert [file.path for file in history.draft.plan.patch.untouched] == [b"lib/other.py"]
        assert history.draft.plan.tally(1).removed == 2
