"""The program as a process of its own, without a screen: what it prints and how it ends."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.repos import Repo, Tree
from tests.support.splits import REST, Piece, command, hunks, lines, plan_text
from tests.support.stories import BASE, DROPPING, TARGET, TWO, assert_restacked, numbered, story


def test_a_plan_from_standard_input_is_applied(repo: Repo) -> None:
    old = story(repo)
    done = command(repo, "--plan", "-", "HEAD~2", stdin=TWO)
    assert (done.returncode, done.stderr) == (0, "")
    parts = repo.log(f"{old[0]}..main")[:2]
    assert f"Split {old[1][:10]} (do it all) into 2:" in done.stdout
    assert all(f"  {part[:10]} " in done.stdout for part in parts)
    assert_restacked(repo, old[1:], parts[-1], "main")


def test_a_plan_from_a_file_is_applied_and_undone(repo: Repo, tmp_path: Path) -> None:
    story(repo)
    before = repo.refs()
    (tmp_path / "plan").write_text(DROPPING)
    done = command(repo, "HEAD~2", "--plan", str(tmp_path / "plan"))
    assert "Dropped, kept as an uncommitted change: a (hunk 2, +1 -1)" in done.stdout
    undone = command(repo, "--undo")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert repo.refs() == before


def test_no_verify_skips_the_commit_msg_hook(repo: Repo) -> None:
    story(repo)
    hook = repo.path / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    before = repo.refs()
    assert command(repo, "--plan", "-", "HEAD~2", stdin=TWO).returncode == 1
    assert repo.refs() == before
    assert command(repo, "--plan", "-", "--no-verify", "HEAD~2", stdin=TWO).returncode == 0
    assert repo.refs() != before


def test_a_drop_that_git_status_hides_is_not_reported_as_an_uncommitted_change(repo: Repo) -> None:
    """D2."""
    story(repo)
    repo.git("update-index", "--skip-worktree", "a")
    done = command(repo, "HEAD~2", "--plan", "-", stdin=DROPPING)
    assert "Dropped: a (hunk 2, +1 -1)\n" in done.stdout
    assert "warning: git status hides the dropped changes of a (skip-worktree)" in done.stderr


def test_the_printed_plan_is_a_plan_that_is_refused_only_for_being_one_part(repo: Repo) -> None:
    story(repo)
    printed = command(repo, "--print-plan", "HEAD~2")
    assert printed.returncode == 0
    assert "hunks = [2] },  # @@ -17,7 +17,7 @@" in printed.stdout
    refused = command(repo, "--plan", "-", "HEAD~2", stdin=printed.stdout)
    assert refused.returncode == 1
    assert refused.stderr.startswith("fatal: everything is in part 1")
    two = printed.stdout + '\n[[part]]\nmessage = "two"\nrest = true\n'
    two = two.replace('  { file = "b", facts = ["create"] },', "").replace(
        '  { file = "b", hunks = [1] },', ""
    )
    assert command(repo, "--plan", "-", "HEAD~2", stdin=two).returncode == 0


def test_a_dry_run_prints_what_update_ref_takes_and_moves_nothing(repo: Repo) -> None:
    old = story(repo)
    before = repo.refs()
    dry = command(repo, "-n", "--plan", "-", "HEAD~2", stdin=TWO)
    assert dry.returncode == 0
    assert repo.refs() == before
    repo.git("update-ref", "--stdin", stdin=dry.stdout.encode())
    parts = repo.log(f"{old[0]}..main")[:2]
    assert_restacked(repo, old[1:], parts[-1], "main")
    repo.check()


def test_a_wrong_plan_names_its_line_and_changes_nothing(repo: Repo) -> None:
    old = story(repo)
    done = command(repo, "--plan", "-", "HEAD~2", stdin=TWO.replace("rest = true", "rests = 1"))
    assert done.returncode == 1
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == "fatal: unknown key 'rests' in a part (line 9 of the plan)"
    assert second.startswith("hint: did you mean 'rest'?  known keys: ")
    assert repo.refs()["HEAD"] == old[3]


def test_a_plan_of_another_commit_and_a_stale_one_are_refused(repo: Repo) -> None:
    story(repo)
    printed = command(repo, "--print-plan", "HEAD~2").stdout
    other = command(repo, "--plan", "-", "HEAD", stdin=printed)
    assert other.returncode == 1
    assert "fatal: the plan is for another commit (line 2 of the plan)" in other.stderr
    stale = printed.replace('fingerprint = "', 'fingerprint = "0')
    done = command(repo, "--plan", "-", "HEAD~2", stdin=stale)
    assert "fatal: the plan is stale" in done.stderr


def test_where_a_file_is_created_or_deleted_need_not_be_said(repo: Repo) -> None:
    """D20: it comes with the lines, and a note says where."""
    both: Tree = {b"gone": b"1\n2\n", b"k": b"k\n"}
    repo.stack((both, "base"), ({b"k": b"k\n", b"new": b"a\nb\n"}, "do it all\n"))
    plan = plan_text(
        Piece("one", [lines("new", added=[2]), lines("gone", removed=[1])]),
        Piece("two", [lines("new", added=[1]), lines("gone", removed=[2])]),
    )
    done = command(repo, "--plan", "-", stdin=plan)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "note: 'gone' is deleted in part 2, with its last lines",
        "note: 'new' is created in part 1, with its first lines",
    ]
    assert sorted(repo.tree("HEAD~1")) == [b"gone", b"k", b"new"]
    assert repo.content("HEAD~1", b"gone") == b"2\n"
    assert repo.content("HEAD~1", b"new") == b"b\n"
    assert sorted(repo.tree("HEAD")) == [b"k", b"new"]


def test_more_than_a_few_notes_are_counted(repo: Repo) -> None:
    made: Tree = {b"n%d" % number: b"line\n" for number in range(20)}
    repo.stack((BASE, "base"), ({**BASE, **made}, "do it all\n"))
    named = [lines(f"n{number}", added=[1]) for number in range(10)]
    done = command(repo, "--plan", "-", stdin=plan_text(Piece("one", named), Piece("two", REST)))
    notes = done.stderr.splitlines()
    assert len(notes) == 9
    assert notes[-1] == "note: the same for 2 more files"


def test_a_plan_is_printed_of_any_commit_in_any_state(repo: Repo, tmp_path: Path) -> None:
    """D26: what only reads asks for no branch, no work tree, and no end of a rebase."""
    old = story(repo)
    usual = command(repo, "--print-plan", old[1]).stdout
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    bare = command(Repo(tmp_path / "bare.git"), "--print-plan", old[1])
    assert (bare.returncode, bare.stdout, bare.stderr) == (0, usual, "")
    repo.branch("main", old[0])
    unreached = command(repo, "--print-plan", old[1])
    assert (unreached.returncode, unreached.stdout, unreached.stderr) == (0, usual, "")
    (repo.path / ".git/MERGE_HEAD").write_text(f"{old[2]}\n")
    merging = command(repo, "--print-plan", old[1])
    assert (merging.returncode, merging.stdout, merging.stderr) == (0, usual, "")
    assert "a merge is in progress" in command(repo, "--plan", "-", old[1], stdin=TWO).stderr


@pytest.mark.parametrize("digits", [40, 7])
def test_a_plan_without_a_commit_is_applied_to_its_target(repo: Repo, digits: int) -> None:
    """D18: not to HEAD."""
    old = story(repo)
    plan = f'target = "{old[1][:digits]}"\n{TWO}'
    done = command(repo, "--plan", "-", stdin=plan)
    assert (done.returncode, done.stderr) == (0, "")
    parts = repo.log(f"{old[0]}..main")[:2]
    assert_restacked(repo, old[1:], parts[-1], "main")


@pytest.mark.parametrize("head", ["", "target = 7\n", 'target = "HEAD~2"\n'])
def test_a_plan_without_a_commit_and_a_target_is_applied_to_head(repo: Repo, head: str) -> None:
    story(repo)
    done = command(repo, "--plan", "-", stdin=f"{head}{TWO}")
    assert done.returncode == 1
    wrong = "the plan is for another commit" if head else "the commit has no file 'a'"
    assert done.stderr.startswith(f"fatal: {wrong} (line ")


def test_a_plan_s_target_that_is_not_there_is_refused(repo: Repo) -> None:
    story(repo)
    before = repo.refs()
    done = command(repo, "--plan", "-", stdin=f'target = "{"beef" * 10}"\n{TWO}')
    assert done.returncode == 1
    assert f"fatal: the plan's target '{'beef' * 10}' is not a commit\n" in done.stderr
    assert repo.refs() == before


@pytest.mark.parametrize(
    ("pathspec", "apart"),
    [(["a"], {"a"}), (["b"], {"b"}), (["d"], {"d/e", "d/new"}), ([":!d"], {"a", "b"})],
)
def test_a_printed_plan_has_what_pathspecs_match_in_a_part_of_its_own(
    repo: Repo, pathspec: list[str], apart: set[str]
) -> None:
    """D16: and everything else in the part below it.  The plan can be applied as it is."""
    before: Tree = {b"a": BASE[b"a"], b"d/old": numbered()}
    after: Tree = {b"a": TARGET[b"a"], b"b": b"b\n", b"d/e": b"e\n", b"d/new": numbered()}
    old = repo.stack((before, "base"), (after, "do it all\n"))
    printed = command(repo, "--print-plan", "HEAD", "--", *pathspec)
    assert (printed.returncode, printed.stderr) == (0, "")
    parts = tomllib.loads(printed.stdout)["part"]
    named = [{change["file"] for change in part["changes"]} for part in parts]
    assert named == [apart, {"a", "b", "d/e", "d/new"} - apart]
    assert [part.get("rest", False) for part in parts] == [False, True]
    done = command(repo, "--plan", "-", stdin=printed.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    first = repo.lines("diff", "-M", "--name-only", old[0], "HEAD~1")
    assert set(first) == apart
    assert repo.line("rev-parse", "HEAD^{tree}") == repo.line("rev-parse", f"{old[1]}^{{tree}}")


def test_a_printed_plan_has_one_part_where_the_pathspecs_match_all(repo: Repo) -> None:
    story(repo)
    usual = command(repo, "--print-plan", "HEAD~2")
    assert command(repo, "--print-plan", "HEAD~2", "--", "a", "b").stdout == usual.stdout


@pytest.mark.parametrize(
    ("pathspec", "offered"),
    [(["a"], True), ([":/b"], True), ([":(glob)*"], True), ([":!a"], True), (["none"], False)],
)
def test_pathspecs_match_what_the_commit_changes_or_are_refused(
    repo: Repo, pathspec: list[str], offered: bool
) -> None:
    story(repo)
    done = command(repo, "--print-plan", "HEAD~2", "--", *pathspec)
    assert (done.returncode == 0) == offered
    assert offered or "'none' matches no file" in done.stderr


@pytest.mark.parametrize(
    ("name", "pathspec", "offered"),
    [("ICASE", "A", True), ("LITERAL", ":/b", False), ("NOGLOB", "?", False)],
)
def test_pathspecs_match_as_the_options_of_git_say(
    repo: Repo, name: str, pathspec: str, offered: bool
) -> None:
    story(repo)
    env = {f"GIT_{name}_PATHSPECS": "1"}
    done = command(repo, "--print-plan", "HEAD~2", "--", pathspec, env=env)
    assert (done.returncode == 0) == offered, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--print-plan", "HEAD~2", "a", "--no-verify", "b"],
        ["HEAD~2", "--print-plan", "--no-verify", "a", "b"],
        ["HEAD~2", "a", "--print-plan", "b", "--no-verify"],
        ["HEAD~2", "a", "--no-verify", "--print-plan", "--", "b"],
        ["--no-verify", "--print-plan", "HEAD~2", "--", "a", "b"],
    ],
    ids=" ".join,
)
def test_options_and_pathspecs_stand_in_any_order(repo: Repo, words: list[str]) -> None:
    """D17: `git split <commit> --print-plan <pathspec>`."""
    story(repo)
    usual = command(repo, "--print-plan", "HEAD~2", "--", "a", "b")
    done = command(repo, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == usual.stdout


def test_words_behind_two_dashes_are_pathspecs(repo: Repo) -> None:
    story(repo)
    done = command(repo, "--print-plan", "HEAD~2", "--", "--no-verify", "a")
    assert (done.returncode, done.stderr) == (0, "")
    none = command(repo, "--print-plan", "HEAD~2", "--", "--no-verify")
    assert "'--no-verify' matches no file" in none.stderr


def test_an_unknown_option_is_named_wherever_it_stands(repo: Repo) -> None:
    done = command(repo, "HEAD", "--bogus", "a")
    assert done.returncode == 2
    assert done.stderr.startswith("fatal: unknown option '--bogus'\n")


@pytest.mark.parametrize(
    "words",
    [
        ["--bogus"],
        ["--undo", "HEAD"],
        ["--undo", "--", "a"],
        ["--plan", "x", "--print-plan"],
        ["--update-refs=some"],
        ["--plan", "x", "HEAD", "a"],
    ],
)
def test_wrong_usage_ends_with_2(repo: Repo, words: list[str]) -> None:
    done = command(repo, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("fatal: ")
    assert "usage: git split" in done.stderr or "rest = true" in done.stderr


def test_a_root_commit_of_a_detached_head_is_split_by_its_id(repo: Repo) -> None:
    oid = repo.commit(TARGET, "root")
    repo.git("checkout", "-q", oid)
    assert command(repo, "--plan", "-", oid, stdin=TWO_OF_ROOT).returncode == 0
    assert repo.line("rev-list", "--count", "HEAD") == "2"


TWO_OF_ROOT = """\
version = 1
[[part]]
message = "b"
changes = [{ file = "b" }]
[[part]]
message = "all else"
rest = true
"""


@pytest.mark.parametrize(
    ("word", "setting", "others_follow"),
    [
        ([], None, True),
        (["--update-refs=head"], None, False),
        ([], "head", False),
        (["--update-refs=branches"], "head", True),
    ],
)
def test_only_head_s_branch_moves_when_that_is_asked_for(
    repo: Repo, word: list[str], setting: str | None, others_follow: bool
) -> None:
    old = story(repo)
    repo.branch("other", old[3])
    if setting:
        repo.git("config", "split.updateRefs", setting)
    done = command(repo, "--plan", "-", *word, "HEAD~2", stdin=TWO)
    assert done.returncode == 0
    assert f"Moved main{', other' if others_follow else ''}." in done.stdout
    assert (repo.refs()["refs/heads/other"] != old[3]) == others_follow


@pytest.mark.parametrize(
    ("word", "setting", "is_kept"),
    [
        ([], None, True),
        (["--dropped=discard"], None, False),
        ([], "discard", False),
        (["--dropped=keep"], "discard", True),
    ],
)
def test_dropped_changes_are_kept_or_discarded_as_is_said(
    repo: Repo, word: list[str], setting: str | None, is_kept: bool
) -> None:
    files: Tree = {b"a": b"1\n", b"b": b"1\n", b"c": b"1\n"}
    old = repo.stack((files, "base\n"), (dict.fromkeys(files, b"2\n"), "all\n"))
    if setting:
        repo.git("config", "split.dropped", setting)
    pieces = [Piece(name, [f'{{ file = "{name}" }}']) for name in "bc"]
    plan = plan_text(*pieces, dropped=['{ file = "a" }'])
    done = command(repo, "--plan", "-", *word, stdin=plan)
    assert done.returncode == 0
    assert repo.git("status", "--porcelain") == (b" M a\n" if is_kept else b"")
    assert ("To discard it: git restore <path>" in done.stdout) == is_kept
    assert ("Dropped and discarded: a (hunk 1, +1 -1)" in done.stdout) != is_kept
    assert command(repo, "--undo").returncode == 0
    assert (repo.path / "a").read_bytes() == b"2\n"
    assert repo.line("rev-parse", "HEAD") == old[1]


def test_a_setting_that_says_nothing_is_refused_by_its_name(repo: Repo) -> None:
    story(repo)
    repo.git("config", "split.updateRefs", "all")
    done = command(repo, "--plan", "-", "HEAD~2", stdin=TWO)
    assert done.returncode == 2
    assert "invalid value 'all' for split.updateRefs" in done.stderr
    assert "use 'branches' or 'head'" in done.stderr


def test_what_has_been_pushed_or_tagged_is_told(repo: Repo) -> None:
    old = story(repo)
    repo.git("update-ref", "refs/remotes/origin/main", old[2])
    repo.git("tag", "v1", old[1])
    done = command(repo, "--plan", "-", "HEAD~2", stdin=TWO)
    assert "Already pushed to origin/main; push main with --force-with-lease." in done.stdout
    assert "Tags that stay on the old commits: v1." in done.stdout


def test_a_symbolic_branch_is_not_said_to_stay(repo: Repo) -> None:
    old = story(repo)
    repo.git("branch", "-m", "trunk")
    repo.git("symbolic-ref", "refs/heads/main", "refs/heads/trunk")
    repo.git("symbolic-ref", "HEAD", "refs/heads/main")
    repo.git("update-ref", "refs/remotes/origin/trunk", old[2])
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    done = command(repo, "--plan", "-", "HEAD~2", stdin=DROPPING)
    assert "Moved trunk.\n" in done.stdout
    assert "that stay" not in done.stdout
    assert "Already pushed to origin/trunk; push trunk with --force-with-lease." in done.stdout
    assert repo.line("rev-parse", "main") == repo.line("rev-parse", "trunk") != old[3]
    assert repo.git("status", "--porcelain") == b" M a\n"


def test_no_repository_and_no_terminal_are_told(tmp_path: Path, repo: Repo) -> None:
    done = command(Repo(tmp_path), "--print-plan")
    assert done.returncode == 1
    assert "not a git repository" in done.stderr
    repo.stack((BASE, "base"))
    screen = command(repo)
    assert screen.returncode == 1
    assert "standard input is not a terminal" in screen.stderr


def test_a_plan_names_files_by_pathspecs_from_the_working_directory(repo: Repo) -> None:
    below: Tree = {b"k": b"k\n", b"d/a": b"1\n", b"d/b.c": b"1\n", b"e/c": b"1\n"}
    repo.stack((BASE, "base"), ({**BASE, **below}, "do it all\n"))
    (repo.path / "d").mkdir(exist_ok=True)
    plan = plan_text(
        Piece("one", ['{ file = "a" }']),
        Piece("two", ['{ file = "*.c" }', '{ file = ":/e" }']),
        Piece("three", REST),
    )
    done = command(Repo(repo.path / "d"), "--plan", "-", stdin=plan)
    assert (done.returncode, done.stderr) == (0, "")
    new = [set(repo.tree(f"HEAD~{at}")) - set(repo.tree(f"HEAD~{at + 1}")) for at in (2, 1, 0)]
    assert new == [{b"d/a"}, {b"d/b.c", b"e/c"}, {b"k"}]


def test_all_that_a_plan_forgets_is_listed_with_entries_to_paste(repo: Repo) -> None:
    story(repo)
    plan = plan_text(Piece("one", [hunks("a", 1)]), Piece("two", [lines("b", added=[1])]))
    done = command(repo, "--plan", "-", "HEAD~2", stdin=plan)
    assert done.returncode == 1
    entries = [line.strip(" ,") for line in done.stderr.splitlines() if line.startswith("  ")]
    assert entries == ['{ file = "a", hunks = [2] }', '{ file = "b", added = [2] }']
    more = plan_text(Piece("one", [hunks("a", 1)]), Piece("two", [lines("b", added=[1]), *entries]))
    assert command(repo, "--plan", "-", "HEAD~2", stdin=more).returncode == 0


def test_the_report_has_files_and_counts_of_each_part(repo: Repo) -> None:
    story(repo)
    done = command(repo, "--plan", "-", "HEAD~2", stdin=TWO)
    assert done.stdout.splitlines()[2] == "    a (+1 -1)"
    assert done.stdout.splitlines()[4] == "    2 files, +3 -1: a (+1 -1), b (create, +2 -0)"
