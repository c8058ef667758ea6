"""Edits of any lines through the real git: what each part has, and commits above an edited end."""

from __future__ import annotations

from contextlib import closing

import pytest

from splitter.core.plan.edits import Until
from splitter.errors import PlanRefused, RestackConflict, StateRefused
from splitter.gitio.git.repository import open_repository
from splitter.gitio.rewrite import rewriter
from splitter.gitio.undo.journal import Journal
from splitter.gitio.undo.undo import undo
from tests.support.repos import Repo, Tree
from tests.support.splits import opened

OLD = b"".join(b"line %d\n" % number for number in range(1, 41))
NEW = OLD.replace(b"line 3\n", b"line three\n").replace(b"line 30\n", b"stop\nline 30\nline 30b\n")
BEFORE: Tree = {b"f": OLD, b"g": b"old\n"}
AFTER: Tree = {b"f": NEW, b"g": b"new\n"}
NEWER = NEW.replace(b"line 12\n", b"line twelve\n")
ABOVE: Tree = {b"f": NEWER, b"g": b"new\n"}
TOP: Tree = {**ABOVE, b"h": b"more\n"}

PLAN = """version = 1
[[part]]
message = "one"
changes = [ { file = "f", hunks = [1] } ]
EDITS1
[[part]]
message = "two"
changes = [ { file = "g" } ]
EDITS2
[[part]]
message = "three"
rest = true
EDITS3
"""


def plan(*edits: str) -> str:
    text = PLAN
    for number in (1, 2, 3):
        own = [edit for part, edit in zip((1, 2, 3), edits, strict=False) if part == number]
        listed = ", ".join(f"{{ {edit} }}" for edit in own if edit)
        text = text.replace(f"EDITS{number}", f"edits = [ {listed} ]" if listed else "")
    return text


def stack(repo: Repo) -> None:
    """Four commits, and HEAD on the lowest, where no split below changes it."""
    repo.stack((BEFORE, "base\n"), (AFTER, "all\n"), (ABOVE, "above\n"), (TOP, "top\n"))
    repo.git("switch", "-q", "--detach", "main~3")


def split(repo: Repo, text: str) -> list[str]:
    """Split the second commit of the stack.  Returns the notes on the plan."""
    with opened(repo, "main~2") as session:
        made, notes = session.read_plan_with_notes(text)
        session.write(session.prepare(made))
    repo.check()
    return notes


def contents(repo: Repo, path: bytes = b"f") -> list[bytes]:
    """A file in each commit from the lowest part on."""
    out = repo.git("rev-list", "--reverse", "HEAD..main").decode().split()
    return [repo.content(commit, path) for commit in out]


SHIM = b"line 20\nshim\n"


@pytest.mark.parametrize(
    ("until", "has_shim"),
    [
        (Until.CHANGE, [True, True, True, True, True]),
        (Until.NEXT, [True, False, False, False, False]),
        (Until.END, [True, True, True, True, True]),
    ],
)
def test_a_place_behind_an_unchanged_line_has_a_text_as_long_as_is_said(
    repo: Repo, until: Until, has_shim: list[bool]
) -> None:
    stack(repo)
    notes = split(repo, plan(f'file = "f", after = 20, text = "shim\\n", until = "{until.value}"'))
    first = OLD.replace(b"line 3\n", b"line three\n")
    texts = [first, first, NEW, NEWER, NEWER]
    assert contents(repo) == [
        text.replace(b"line 20\n", SHIM) if has else text
        for text, has in zip(texts, has_shim, strict=True)
    ]
    because = "the place after line 20 of 'f' changes in no later part"
    is_noted = until is Until.CHANGE
    assert notes == ([f"the edit of part 1 holds for good: {because}"] if is_noted else [])


def test_without_edits_for_good_the_last_part_is_the_commit(repo: Repo) -> None:
    stack(repo)
    trees = [repo.git("rev-parse", f"main~{n}^{{tree}}") for n in (2, 1, 0)]
    notes = split(
        repo,
        plan(
            'file = "f", kept = "28-29", added = 30, text = "early\\n"',
            'file = "f", kept = "1-2", text = "", until = "next"',
        ),
    )
    assert notes == []
    first = OLD.replace(b"line 3\n", b"line three\n")
    early = first.replace(b"line 28\nline 29\n", b"early\n")
    assert contents(repo)[:3] == [early, early.replace(b"line 1\nline 2\n", b""), NEW]
    assert [repo.git("rev-parse", f"main~{n}^{{tree}}") for n in (2, 1, 0)] == trees


def test_a_line_that_the_part_removes_becomes_another_for_good(repo: Repo) -> None:
    stack(repo)
    split(
        repo,
        plan('file = "f", removed = 3, added = 3, text = "line 3 || true\\n", until = "end"'),
    )
    was, becomes = b"line three\n", b"line 3 || true\n"
    first = OLD.replace(b"line 3\n", becomes)
    expected = [first, first, *(one.replace(was, becomes) for one in (NEW, NEWER, NEWER))]
    assert contents(repo) == expected
    assert contents(repo, b"g")[-1] == b"new\n"


def test_commits_above_are_those_of_a_rebase_onto_the_edited_end(repo: Repo) -> None:
    stack(repo)
    tip = repo.git("rev-parse", "main").decode().strip()
    target = repo.git("rev-parse", "main~2").decode().strip()
    split(
        repo,
        plan(
            "",
            'file = "f", kept = [1, 2], text = "top\\n", until = "end"',
            'file = "f", added = [30, 32], kept = 30, text = "halt\\n", until = "end"',
        ),
    )
    ours = [repo.git("rev-parse", f"main~{n}^{{tree}}") for n in (1, 0)]
    repo.git("switch", "-q", "-c", "oracle", tip)
    repo.git("rebase", "-q", "--onto", "main~2", target, "oracle")
    assert [repo.git("rev-parse", f"oracle~{n}^{{tree}}") for n in (1, 0)] == ours
    assert repo.content("main", b"f").count(b"halt\n") == 1


def test_a_commit_above_that_changes_an_edited_line_is_named(repo: Repo) -> None:
    stack(repo)
    refs = repo.refs()
    with opened(repo, "main~2") as session:
        made = session.read_plan(plan('file = "f", kept = 12, text = "x\\n", until = "end"'))
        with pytest.raises(
            RestackConflict, match=r"^cannot edit f for good: \S+ \(above\) changes the same lines;"
        ):
            session.prepare(made)
    assert repo.refs() == refs


def test_dropped_lines_and_edits_for_good_go_together(repo: Repo) -> None:
    stack(repo)
    text = plan('file = "f", kept = 20, text = "twenty\\n", until = "end"').replace(
        "rest = true", 'changes = [ { file = "f", added = [30] } ]'
    )
    split(repo, text + '[dropped]\nchanges = [ { file = "f", added = [32] } ]\n')
    last = NEW.replace(b"line 30b\n", b"").replace(b"line 20\n", b"twenty\n")
    assert contents(repo)[2] == last
    assert contents(repo)[-1] == last.replace(b"line 12\n", b"line twelve\n")


END = plan('file = "f", kept = 20, text = "twenty\\n", until = "end"')
WAS, BECOMES = b"line 20\n", b"twenty\n"


def checked_out(repo: Repo) -> None:
    """The stack with its highest commit checked out."""
    stack(repo)
    repo.git("switch", "-q", "main")


def on_disk(repo: Repo) -> bytes:
    return (repo.path / "f").read_bytes()


def staged(repo: Repo) -> bytes:
    return repo.git("cat-file", "blob", ":f")


def undo_split(repo: Repo) -> None:
    with closing(open_repository(repo.path)) as repository:
        undo(repository)


def test_a_clean_file_follows_an_edit_for_good_and_goes_back(repo: Repo) -> None:
    checked_out(repo)
    (repo.path / "f").chmod(0o755)
    repo.git("config", "core.fileMode", "false")
    before = repo.refs()
    split(repo, END)
    assert on_disk(repo) == NEWER.replace(WAS, BECOMES) == repo.content("main", b"f")
    assert repo.git("status", "--porcelain") == b""
    assert (repo.path / "f").stat().st_mode & 0o111
    undo_split(repo)
    assert on_disk(repo) == NEWER
    assert repo.git("status", "--porcelain") == b""
    assert repo.refs() == before


def test_uncommitted_changes_are_merged_staged_and_unstaged_apart(repo: Repo) -> None:
    checked_out(repo)
    in_index = NEWER.replace(b"line 5\n", b"staged\n")
    in_tree = in_index.replace(b"line 38\n", b"unstaged\n")
    (repo.path / "f").write_bytes(in_index)
    repo.git("add", "f")
    (repo.path / "f").write_bytes(in_tree)
    split(repo, END)
    assert staged(repo) == in_index.replace(WAS, BECOMES)
    assert on_disk(repo) == in_tree.replace(WAS, BECOMES)
    undo_split(repo)
    assert (staged(repo), on_disk(repo)) == (in_index, in_tree)


@pytest.mark.parametrize("is_staged", [False, True])
def test_uncommitted_changes_that_conflict_are_refused_by_name(repo: Repo, is_staged: bool) -> None:
    checked_out(repo)
    mine = NEWER.replace(WAS, b"mine\n")
    (repo.path / "f").write_bytes(mine)
    if is_staged:
        repo.git("add", "f")
        (repo.path / "f").write_bytes(NEWER)
    refs, shown = repo.refs(), repo.git("status", "--porcelain")
    with opened(repo, "main~2") as session:
        made = session.read_plan(END)
        with pytest.raises(StateRefused, match="uncommitted changes of f conflict with the new"):
            session.prepare(made)
    assert repo.refs() == refs
    assert repo.git("status", "--porcelain") == shown


def test_an_undo_whose_files_conflict_is_refused(repo: Repo) -> None:
    checked_out(repo)
    split(repo, END)
    refs = repo.refs()
    (repo.path / "f").write_bytes(on_disk(repo).replace(BECOMES, b"mine\n"))
    with pytest.raises(StateRefused, match="uncommitted changes of f conflict"):
        undo_split(repo)
    assert repo.refs() == refs
    assert b"mine\n" in on_disk(repo)


def test_what_is_changed_after_the_split_stays_when_it_is_undone(repo: Repo) -> None:
    checked_out(repo)
    split(repo, END)
    (repo.path / "f").write_bytes(on_disk(repo).replace(b"line 38\n", b"mine\n"))
    undo_split(repo)
    assert on_disk(repo) == NEWER.replace(b"line 38\n", b"mine\n")


@pytest.mark.parametrize("head", ["main", "main~2"])
def test_dropped_lines_of_an_edited_file_stay_as_an_uncommitted_change(
    repo: Repo, head: str
) -> None:
    stack(repo)
    repo.git("branch", "-f", "work", head)
    repo.git("switch", "-q", "work")
    whole = repo.content("work", b"f")
    text = END.replace("rest = true", 'changes = [ { file = "f", added = [30] } ]')
    split(repo, text + '[dropped]\nchanges = [ { file = "f", added = [32] } ]\n')
    assert on_disk(repo) == whole.replace(WAS, BECOMES)
    assert staged(repo) == repo.content("work", b"f")
    assert repo.git("diff", "--numstat") == b"1\t0\tf\n"
    undo_split(repo)
    assert on_disk(repo) == whole
    assert repo.git("status", "--porcelain") == b""


def test_a_file_is_written_as_its_attributes_say(repo: Repo) -> None:
    stack(repo)
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/attributes").write_text("f text eol=crlf\n")
    repo.git("switch", "-q", "main")
    repo.git("rm", "-q", "--cached", "f")
    (repo.path / "f").unlink()
    repo.git("reset", "-q", "--hard")
    assert b"\r\n" in on_disk(repo)
    split(repo, END)
    assert on_disk(repo) == NEWER.replace(WAS, BECOMES).replace(b"\n", b"\r\n")
    assert repo.git("status", "--porcelain") == b""


def test_a_deleted_file_does_not_follow(repo: Repo) -> None:
    checked_out(repo)
    (repo.path / "f").unlink()
    with opened(repo, "main~2") as session:
        made = session.read_plan(END)
        with pytest.raises(StateRefused, match="uncommitted changes of f conflict"):
            session.prepare(made)


def test_a_file_that_changes_between_looking_and_writing_is_left_alone(repo: Repo) -> None:
    checked_out(repo)
    refs = repo.refs()
    with opened(repo, "main~2") as session:
        rewrite = session.prepare(session.read_plan(END))
        (repo.path / "f").write_bytes(b"other\n")
        with pytest.raises(StateRefused, match="f changed meanwhile"):
            session.write(rewrite)
    assert repo.refs() == refs
    assert on_disk(repo) == b"other\n"


def test_a_run_that_is_killed_before_the_files_follow_is_completed(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked_out(repo)

    def killed(*_: object) -> list[str]:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(rewriter, "place_files", killed)
        patched.setattr(Journal, "end", lambda _: None)
        with opened(repo, "main~2") as session, pytest.raises(MemoryError):
            session.write(session.prepare(session.read_plan(END)))
    assert on_disk(repo) == NEWER
    with opened(repo, "main") as session:
        assert "completed" in session.recovered
    assert on_disk(repo) == NEWER.replace(WAS, BECOMES)
    assert repo.git("status", "--porcelain") == b""


def test_lines_behind_the_last_are_refused_with_the_line_of_the_plan(repo: Repo) -> None:
    stack(repo)
    with opened(repo, "main~2") as session:
        for at in ("kept = 41", "after = 41", 'kept = "40-41"'):
            text = plan(f'file = "f", {at}, text = "x\\n", until = "end"')
            with pytest.raises(PlanRefused, match="no line 41") as refusal:
                session.read_plan(text)
            assert "40 lines" in refusal.value.hint
            assert (
                refusal.value.line
                == text.splitlines().index(next(line for line in text.splitlines() if at in line))
                + 1
            )


def test_a_part_whose_lines_are_all_edited_away_is_refused(repo: Repo) -> None:
    stack(repo)
    with opened(repo, "main~2") as session:
        text = plan('file = "g", removed = 1, added = 1, text = "new\\n", until = "end"')
        made = session.read_plan(text)
        assert [problem.text for problem in made.problems()] == ["part 2 has no changes"]
