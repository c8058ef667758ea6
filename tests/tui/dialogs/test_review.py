# ruff: noqa: E501 - what is drawn is wider than code may be
"""The last look: what it says of a rewrite, and that only ``y`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from splitter.core.draft.commands import ChooseEmpty
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.changes import describe_part
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import RestackConflict
from splitter.session import Session
from splitter.tui.dialogs.help import HelpScreen
from splitter.tui.dialogs.question import AskKey
from splitter.tui.dialogs.review import Review
from splitter.tui.input.key_queue import KeyQueue
from splitter.tui.theme.textual import themes
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.review.review import review_lines
from splitter.view.text.cells import width
from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, hunks, opened, plan_text, whole
from tests.support.splits import lines as picked
from tests.support.stories import (
    BASE,
    DROPPING,
    TARGET,
    THREE,
    TOP,
    TWO,
    install_hook,
    numbered,
    story,
    with_id,
)

UPPER_ID = "I" + "fedcba9876" * 4


def tangled(repo: Repo) -> list[str]:
    """The story with Change-Ids, a side branch merged in, a tag, and a pushed branch."""
    old = repo.stack(
        ({b"a": b"1\n"}, "Start\n"),
        (TARGET, with_id("Do it all")),
        (TOP, with_id("Stand on it", UPPER_ID)),
    )
    side = repo.commit({**TARGET, b"s": b"s\n"}, "A side branch", [old[1]])
    other = repo.commit({b"z": b"z\n"}, "Elsewhere")
    merge = repo.commit({**TOP, b"s": b"s\n"}, "Merge the side branch", [old[2], side, other])
    repo.branch("main", merge)
    repo.branch("topic", side)
    repo.git("tag", "-a", "-m", "a tag", "v1.0", old[2])
    repo.git("update-ref", "refs/remotes/origin/main", old[1])
    return [*old, side, merge]


def read(session: Session, plan: str, cells: int, hooks: list[str] | None = None) -> list[str]:
    """The review of a plan as lines of text."""
    rewrite = session.prepare(session.read_plan(plan))
    lines = review_lines(session.target, rewrite, hooks or [], cells)
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def test_histories_stand_side_by_side(repo: Repo) -> None:
    old = tangled(repo)
    with opened(repo, old[1]) as session:
        assert "\n".join(read(session, THREE, 118)) == WIDE


def test_histories_stand_above_each_other_where_it_is_narrow(repo: Repo) -> None:
    old = tangled(repo)
    with opened(repo, old[1]) as session:
        assert "\n".join(read(session, THREE, 58)) == NARROW


@pytest.mark.parametrize("cells", [38, 58, 78, 99, 100, 118, 200])
def test_no_line_is_too_long(repo: Repo, cells: int) -> None:
    long = "x" * 90
    old = tangled(repo)
    plan = plan_text(Piece(long, [whole("b")]), Piece("漢字" * 30, REST))
    with opened(repo, old[1]) as session:
        lines = read(session, plan, cells, ["commit-msg", "post-rewrite"])
        assert max(map(width, lines)) <= cells
        words = " ".join(" ".join(lines).split())
        assert "the subject of part 1 has 90 characters" in words
        assert "post-rewrite: runs after writing, with all old and new ids" in words


def test_what_is_dropped_comes_first(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        lines = read(session, DROPPING, 118)
        assert lines[0].endswith("; changes are dropped.")
        assert lines[2:6] == [
            "DROPPED  not committed; kept as an uncommitted change",
            "  X a: removed line 20, added line 20",
            "      -line 20",
            "      +line 20 new",
        ]


def test_what_is_dropped_is_told_by_its_lines(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % line for line in range(1, 21))
    new = old.replace(b"line 5\n", b"\tfi\x1bve\nhalf\n").replace(b"line 19\n", b"19\n")
    files: Tree = {b"f": new, b"g": b"1\n2\n", b"run": File(b"", "100755")}
    repo.stack(({b"f": old, b"run": b""}, "base\n"), (files, "all\n"))
    drops = [picked("f", [], [5, 6, 20]), whole("g"), whole("run")]
    plan = plan_text(Piece("one", [picked("f", [5])]), Piece("two", REST), dropped=drops)
    with opened(repo, "HEAD") as session:
        assert read(session, plan, 118)[2:11] == [
            "DROPPED  not committed; kept as an uncommitted change",
            "  X f: added lines 5-6, 20",
            "      +        fi^[ve",
            "      +half",
            "      and 1 more line",
            "  X g: all of it, +2 -0",
            "      +1",
            "      +2",
            "  X run: made executable (100644 → 100755)",
        ]


def test_long_drops_are_shown_in_part(repo: Repo) -> None:
    repo.stack(({b"f": b"1\n"}, "base\n"), ({b"f": b"1\n2\n3\n4\n5\n6\n7\n", b"g": b""}, "all\n"))
    plan = plan_text(Piece("one", [whole("g")]), dropped=[whole("f")])
    with opened(repo, "HEAD") as session:
        lines = read(session, plan, 118)
        assert lines[4:7] == ["      +2", "      +3", "      and 4 more lines"]


def test_what_the_commit_was_is_told_by_its_own_lines(repo: Repo) -> None:
    """Texts that parts have in between come and go, and are none of it."""
    old = tangled(repo)
    between = 'between = [ { file = "a", added = 20, text = "x\\ny\\nz\\n" } ]'
    plan = THREE.replace('message = "first"', f'message = "first"\n{between}')
    assert plan != THREE
    with opened(repo, old[1]) as session:
        plain, with_text = read(session, THREE, 58), read(session, plan, 58)
    assert "part 1: 2 files, +5 -0" in "\n".join(with_text)
    before = [
        lines[lines.index("BEFORE") : lines.index("REFS THAT MOVE")] for lines in (plain, with_text)
    ]
    assert before[0] == before[1]


def test_a_guessed_order_is_warned_of_until_it_is_said(repo: Repo) -> None:
    """Old lines that are dropped stay beside the new ones, nothing says in which order."""
    old = b"one\ntwo\nthree\nfour\n"
    new = b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old, b"g": b"1\n"}, "base\n"), ({b"f": new, b"g": b"2\n"}, "both\n"))
    pieces = [Piece("first", [picked("f", [], [2, 3, 4])]), Piece("second", [whole("g")])]
    plan = plan_text(*pieces, dropped=[picked("f", [2, 3])])
    order = 'order = [ { file = "f", removed = 2, after = 0 } ]\n'
    with opened(repo, "HEAD") as session:
        words = " ".join(read(session, plan, 118)).split("DROPPED")[0]
        assert (
            "the order of old and new lines is a guess: f (from old line 2 on); o shows it" in words
        )
        said = plan.replace("version = 1\n", f"version = 1\n{order}")
        assert said != plan
        assert "a guess" not in " ".join(read(session, said, 118))


def test_a_bracket_without_its_other_half_is_warned_of(repo: Repo) -> None:
    new = b"a {\n}\n\nb {\n}\n"
    repo.stack(({b"f": b"b {\n}\n"}, "base\n"), ({b"f": new}, "a\n"))
    with opened(repo, "HEAD") as session:

        def words(*first: int) -> str:
            left = [number for number in (1, 2, 3) if number not in first]
            pieces = [Piece(str(each), [picked("f", [], each)]) for each in (list(first), left)]
            return " ".join(read(session, plan_text(*pieces), 118))

        told = "unbalanced brackets: f has a { without } after part 1; o shows them"
        assert told in words(1)
        assert "other half" not in words(1, 2)


def test_a_branch_that_is_left_behind_is_named(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", repo.commit(TOP, "elsewhere", [old[2]]))
    with opened(repo, old[1]) as session:
        lines = review_lines(
            session.target, session.prepare(session.read_plan(TWO), UpdatedRefs.HEAD), [], 118
        )
        words = [" ".join("".join(text for text, _ in line).split()) for line in lines]
        assert "! other stays on the old commits" in words
        assert "branch other stays on the old commits" in words
        every = review_lines(session.target, session.prepare(session.read_plan(TWO)), [], 118)
        assert not any(
            "other" in text and "old commits" in text for line in every for text, _ in line
        )


def test_long_lines_of_a_body_are_told(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        plan = session.read_plan(TWO)
        long = describe_part(plan, 1, "Subject\n\n" + "many words " * 9 + "\n")
        for one, is_told in ((plan, False), (long, True)):
            lines = review_lines(session.target, session.prepare(one), [], 118)
            words = " ".join(text for line in lines for text, _ in line)
            assert ("lines over 72 columns in the message of part 1" in words) == is_told


def test_middle_of_a_long_stack_is_left_out(repo: Repo) -> None:
    old = story(repo)
    tip = old[-1]
    for number in range(30):
        tip = repo.commit(TOP, f"commit {number}", [tip])
        if number == 10:
            repo.branch("named", tip)
    repo.branch("main", tip)
    with opened(repo, old[1]) as session:
        lines = read(session, TWO, 118)
        assert [line for line in lines if "more …" in line] == [
            "┊ … 16 more …                                             →  ┊ … 16 more …",
            "┊ … 9 more …                                              →  ┊ … 9 more …",
        ]
        assert any("commit 10 [named]" in line for line in lines)


def test_names_that_would_cut_a_subject_stand_below_it(repo: Repo) -> None:
    old = story(repo)
    tip = repo.commit(TOP, "A subject that fills its line so far", [old[3]])
    repo.branch("main", tip)
    repo.git("tag", "a-tag-with-a-long-name", old[2])
    with opened(repo, old[1]) as session:
        lines = read(session, TWO, 118)
        subject = next(n for n, line in enumerate(lines) if "so far" in line)
        assert "so far" in lines[subject][60:]
        assert lines[subject + 1].split() == ["│", "[HEAD→main]", "│", "[HEAD→main]"]
        upper = next(line for line in lines if "upper" in line)
        assert "upper [tag:a-tag-with-a-long-name]" in upper


SIGNER = """\
#!/bin/sh
cat >/dev/null
echo '[GNUPG:] SIG_CREATED D 22 8 00' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'
"""


def test_signatures_that_are_made_and_that_go_are_told(repo: Repo, tmp_path: Path) -> None:
    program = tmp_path / "signer"
    program.write_text(SIGNER)
    program.chmod(0o755)
    repo.git("config", "gpg.program", str(program))
    old = story(repo)
    tree = repo.line("rev-parse", "main^{tree}")
    args = ("commit-tree", "-S", "-p", old[3], "-m", "signed", tree)
    repo.branch("main", repo.line(*args))
    with opened(repo, old[1]) as session:
        assert any("1 commit loses its signature" in line for line in read(session, TWO, 118))
    repo.git("config", "commit.gpgSign", "true")
    with opened(repo, old[1]) as session:
        lines = read(session, TWO, 118)
        assert "; the new commits are signed." in lines[0]
        assert not any("signature" in line for line in lines)


def test_root_that_is_split_has_nothing_below(repo: Repo) -> None:
    repo.stack((TARGET, "everything\n"))
    with opened(repo) as session:
        plan = plan_text(Piece("one", [whole("a")]), Piece("two", REST))
        lines = read(session, plan, 118)
        assert not any("○" in line for line in lines)


def test_branches_that_do_not_follow_are_told(repo: Repo) -> None:
    old = story(repo)
    repo.branch("topic", old[2])
    with opened(repo, old[1], update_refs=UpdatedRefs.HEAD) as session:
        lines = read(session, TWO, 118)
        assert "  branch  topic stays on the old commits" in lines


def test_a_detached_head_that_does_not_follow_is_named(repo: Repo, tmp_path: Path) -> None:
    old = story(repo)
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"), old[2])
    with opened(repo, old[1]) as session:
        text = " ".join(line.strip() for line in read(session, TWO, 118))
        assert f"the detached HEAD of {tmp_path}/linked stays on the old commits" in text


def test_nothing_of_the_repository_is_drawn_as_a_command(repo: Repo) -> None:
    old = repo.stack(
        ({b"a": b"1\n"}, "\x1b]0;base\x07"),
        (TARGET, "target \x1b[31m\n"),
        (TOP, "upper \u202e\n"),
    )
    with opened(repo, old[1]) as session:
        plan = plan_text(
            Piece("part \x1b[2J", [whole("b")]), Piece("two", REST), dropped=[hunks("a", 1)]
        )
        text = "".join(read(session, plan, 118))
        assert not set(text) & {"\x1b", "\x07", "\u202e"}


class Looking(KeyQueue[Rewrite]):
    """The screen alone."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def __init__(self, screen: Review) -> None:
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = "dark"
        self.look = screen

    def on_mount(self) -> None:
        def leave(rewrite: Rewrite | None) -> None:
            self.exit(rewrite)

        self.push_screen(self.look, leave)


async def test_only_y_writes(repo: Repo) -> None:
    old = story(repo)
    install_hook(repo, "commit-msg", "#!/bin/sh\n")
    with opened(repo, old[1]) as session:
        app = Looking(
            Review(session, session.prepare(session.read_plan(TWO)), UpdatedRefs.BRANCHES)
        )
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("enter", "space", "1", "w", "down")
            await pilot.click(Pager)
            await pilot.click(Pager, times=2)
            assert app.is_running
            assert app.screen.query_one("#here", Words).text == " y: write, Esc: back, ?: all keys"
            text = str(app.screen.query_one(Pager).lines)
            assert "has checked every message" in text
            await pilot.resize_terminal(40, 10)
            await pilot.pause()
            lines = app.screen.query_one(Pager).lines
            assert max(sum(width(text) for text, _ in line) for line in lines) <= 38
            await pilot.press("y")
        assert app.return_value is app.look.rewrite


async def test_escape_goes_back(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        app = Looking(
            Review(session, session.prepare(session.read_plan(TWO)), UpdatedRefs.BRANCHES)
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("escape")
        assert app.return_value is None


async def test_only_the_branch_that_is_checked_out_can_be_let_follow(repo: Repo) -> None:
    old = tangled(repo)
    with opened(repo, old[1]) as session:
        look = Review(session, session.prepare(session.read_plan(TWO)), UpdatedRefs.BRANCHES)
        app = Looking(look)
        async with app.run_test(size=(120, 40)) as pilot:
            keys = look.query_one("#keys", Words)
            assert "b move only main" in keys.text
            await pilot.press("b")
            assert [update.name for update in look.rewrite.updates] == ["refs/heads/main"]
            assert "b move all branches" in keys.text
            words = str(look.query_one(Pager).lines)
            assert "push main with" in words
            assert "topic stays on the old commits" in str(look.query_one(Pager).lines)
            await pilot.press("b", "b", "y")
        assert app.return_value is look.rewrite
        session.write(look.rewrite)
    assert repo.line("rev-parse", "topic") == old[3]
    assert repo.line("rev-parse", "main") != old[4]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_refusal_is_told_in_full_and_the_look_stays(
    repo: Repo, size: tuple[int, int]
) -> None:
    old = repo.stack(
        ({b"a": b"1\n", b"b": b"1\n"}, "base\n"), ({b"a": b"2\n", b"b": b"2\n"}, "two\n")
    )
    subject = "on top, with a subject that goes on"
    repo.branch("other", repo.commit({b"a": b"3\n", b"b": b"2\n"}, subject, [old[1]]))
    repo.branch("main", old[1])
    plan = plan_text(Piece("one", [whole("b")]), dropped=[whole("a")])
    with opened(repo, old[1]) as session:
        rewrite = session.prepare(session.read_plan(plan), UpdatedRefs.HEAD)
        look = Review(session, rewrite, UpdatedRefs.HEAD)
        async with Looking(look).run_test(size=size) as pilot:
            before = look.query_one(Pager).lines
            await pilot.press("b")
            await pilot.pause()
            question = pilot.app.screen
            assert isinstance(question, AskKey)
            with pytest.raises(RestackConflict) as refused:
                session.prepare(rewrite.plan)
            told = " ".join(question.query_one("#question", Words).text.split())
            assert told == f"{refused.value} ({refused.value.hint})"
            await pilot.press("enter")
            await pilot.pause()
            assert pilot.app.screen is look
            assert look.rewrite is rewrite
            assert look.query_one(Pager).lines == before


async def test_the_keys_of_the_review_are_listed(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        look = Review(session, session.prepare(session.read_plan(TWO)), UpdatedRefs.BRANCHES)
        async with Looking(look).run_test(size=(80, 24)) as pilot:
            await pilot.press("question_mark")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HelpScreen)
            text = str(pilot.app.screen.query_one(Pager).lines)
            for words in ("write the new history", "move only the current branch", "a warning:"):
                assert words in text
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(pilot.app.screen, Review)


async def test_dropped_changes_are_discarded_by_a_key_and_kept_again(repo: Repo) -> None:
    repo.stack(({b"a": b"1\n", b"b": b"1\n"}, "base\n"), ({b"a": b"2\n", b"b": b"2\n"}, "two\n"))
    text = plan_text(Piece("one", [whole("b")]), dropped=[whole("a")])
    with opened(repo, "main") as session:
        look = Review(session, session.prepare(session.read_plan(text)), UpdatedRefs.BRANCHES)
        chosen: list[object] = []
        look.chosen = chosen.append
        async with Looking(look).run_test(size=(120, 40)) as pilot:
            assert "d discard dropped changes" in look.query_one("#keys", Words).text
            await pilot.press("d")
            await pilot.pause()
            assert look.rewrite.discards
            assert "unchanged, except a: dropped changes are discarded" in str(
                look.query_one(Pager).lines
            )
            assert "d keep dropped changes" in look.query_one("#keys", Words).text
            await pilot.press("d")
            await pilot.pause()
            assert look.rewrite.uncommitted
            assert chosen == [DroppedChanges.DISCARD, DroppedChanges.KEEP]
            (repo.path / "a").write_bytes(b"mine\n")
            await pilot.press("d")
            await pilot.pause()
            question = pilot.app.screen
            assert isinstance(question, AskKey)
            assert (
                "uncommitted changes of a conflict" in question.query_one("#question", Words).text
            )
            await pilot.press("enter")
            await pilot.pause()
            assert look.rewrite.uncommitted


async def test_no_other_branch_to_leave_where_it_is(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        look = Review(session, session.prepare(session.read_plan(TWO)), UpdatedRefs.BRANCHES)
        async with Looking(look).run_test(size=(120, 40)) as pilot:
            assert "branch" not in look.query_one("#keys", Words).text
            await pilot.press("b")
            assert look.query_one("#here", Words).text == " no other branch contains the commit"


WIDE = """\
1 commit becomes 3; 3 commits above are rewritten; branches main and topic move.
! pushed already: origin/main has the old commit; push main with --force-with-lease

BEFORE                                                       AFTER
● 0ced589a Merge the side branch [HEAD→main]              →  ● ef3d2b39 Merge the side branch [HEAD→main]
├─○ 1e3c9182 merged from elsewhere                           ├─○ 1e3c9182 merged from elsewhere
├─╮                                                          ├─╮
│ ● 171baac0 A side branch [topic]                        →  │ ● 03102115 A side branch [topic]
● │ aa4a5601 Stand on it [tag:v1.0]            Ifedcba98  →  ● │ 7ea73229 Stand on it                       Ifedcba98
├─╯                                                          ├─╯
● d8e4540b Do it all [origin/main]                       ─┬▶ ● 5dcdb601 third
│ 3 files, +43 -1 · I01234567                             │  │ part 2: 1 file, +40 -1 · ◆ keeps I01234567
│                                                         ├▶ ● d729d774 second
│                                                         │  │ the rest: 1 file, +1 -0 · new Ic500d87d
│                                                         ╰▶ ● b836aac9 first
│                                                            │ part 1: 1 file, +2 -0 · new Ifc2ba2c3
○ 385c8416 Start                                          =  ○ 385c8416 Start

REFS THAT MOVE
  main   0ced589a → ef3d2b39  checked out here
  topic  171baac0 → 03102115

UNCHANGED
  tag     v1.0 stays on the old commits
  pushed  origin/main stays on the old commits
  working tree: unchanged

To undo afterwards: git split --undo"""

NARROW = """\
1 commit becomes 3; 3 commits above are rewritten;
branches main and topic move.
! pushed already: origin/main has the old commit; push
  main with --force-with-lease

AFTER
● ef3d2b39 Merge the side branch [HEAD→main]
├─○ 1e3c9182 merged from elsewhere
├─╮
│ ● 03102115 A side branch [topic]
● │ 7ea73229 Stand on it                         Ifedcba98
├─╯
● 5dcdb601 third
│ part 2: 1 file, +40 -1 · ◆ keeps I01234567
● d729d774 second
│ the rest: 1 file, +1 -0 · new Ic500d87d
● b836aac9 first
│ part 1: 1 file, +2 -0 · new Ifc2ba2c3
○ 385c8416 Start

BEFORE
● 0ced589a Merge the side branch [HEAD→main]
├─○ 1e3c9182 merged from elsewhere
├─╮
│ ● 171baac0 A side branch [topic]
● │ aa4a5601 Stand on it [tag:v1.0]              Ifedcba98
├─╯
● d8e4540b Do it all [origin/main]
│ 3 files, +43 -1 · I01234567
○ 385c8416 Start

REFS THAT MOVE
  main   0ced589a → ef3d2b39  checked out here
  topic  171baac0 → 03102115

UNCHANGED
  tag     v1.0 stays on the old commits
  pushed  origin/main stays on the old commits
  working tree: unchanged

To undo afterwards: git split --undo"""


@pytest.mark.parametrize("empty", ["keep", "drop"])
def test_commits_that_become_empty_are_named(repo: Repo, empty: str) -> None:
    """D14: the review did not say that a commit above cancels what is dropped."""
    reverted = {**TARGET, b"a": numbered(3)}
    old = repo.stack((BASE, "base"), (TARGET, "target"), (reverted, "revert"), (TOP, "top"))
    repo.git("reset", "-q", "--hard", old[2])
    repo.git("config", "split.empty", empty)
    with opened(repo, old[1]) as session:
        words = " ".join(" ".join(read(session, DROPPING, 200)).split())
    by = f"{old[2][:8]} revert"
    then = "left out" if empty == "drop" else "kept"
    assert f"! commits above that become empty are {then}: {by}" in words
    assert f"unchanged; from {by} on, the commits have them as before" in words
    assert ("left out (empty)" in words) == (empty == "drop")
    assert ("1 commit above is rewritten" in words) == (empty == "keep")


async def test_commits_that_become_empty_are_dropped_by_a_key_and_kept_again(repo: Repo) -> None:
    reverted = {**TARGET, b"a": numbered(3)}
    old = repo.stack((BASE, "base"), (TARGET, "target"), (reverted, "revert"))
    with opened(repo, old[1]) as session:
        look = Review(session, session.prepare(session.read_plan(DROPPING)), UpdatedRefs.BRANCHES)
        chosen: list[object] = []
        look.chosen = chosen.append
        async with Looking(look).run_test(size=(120, 40)) as pilot:
            assert "e drop empty commits" in look.query_one("#keys", Words).text
            for action, left_out in ((EmptyCommits.DROP, {old[2]}), (EmptyCommits.KEEP, set())):
                await pilot.press("e")
                await pilot.pause()
                assert look.rewrite.left_out == left_out
                assert chosen.pop() == (ChooseEmpty(old[2], action),)
