"""Who, when, in which words: what the parts and the commits above carry on."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.changes import add_part, assign
from splitter.core.plan.plan import whole
from splitter.core.plan.planfile.write import write_plan
from splitter.errors import PlanRefused, StateRefused
from splitter.gitio.git.notes import has_notes
from splitter.gitio.git.repository import open_repository
from tests.support.env import COMMITTER
from tests.support.examples import examples
from tests.support.repos import AUTHOR, Repo
from tests.support.splits import REST, Done, Piece, hunks, opened, plan_text, split
from tests.support.stories import (
    BASE,
    CHANGE_ID,
    DROPPING,
    SIGNED,
    TARGET,
    TOP,
    TWO,
    UPPER,
    install_hook,
    numbered,
    story,
    with_id,
)

TREES = (BASE, TARGET, UPPER, TOP)

#: Gerrit's hook, as far as it matters here: it adds a missing id before the sign-offs,
#: made from committer, HEAD and message; ``Link:`` with gerrit.reviewUrl; leaves squash! alone.
GERRIT_HOOK = """\
#!/bin/sh
test "$(git config --bool --get gerrit.createChangeId)" != false || exit 0
head -1 "$1" | grep -q '^squash! ' && exit 0
url=$(git config --get gerrit.reviewUrl)
name='Change-Id'
test -z "$url" || name='Link'
git interpret-trailers --parse --no-divider <"$1" |
    grep -qE '^(Change-Id: I|Link: .*/id/I)[0-9a-f]{40}$' && exit 0
id=I$( { git var GIT_COMMITTER_IDENT; git rev-parse HEAD; cat "$1"; } | git hash-object --stdin)
test -z "$url" || id="${url%/}/id/$id"
git interpret-trailers --where before --trailer "$name: $id" <"$1" >"$1.new" && mv "$1.new" "$1"
"""


def ids(repo: Repo, *revisions: str) -> list[str]:
    """The Change-Ids that git itself finds in the trailers, "" for none."""
    form = "--format=%(trailers:key=Change-Id,valueonly,separator=%x2C)"
    return [repo.line("log", "-1", form, revision) for revision in revisions]


def header(repo: Repo, revision: str, name: bytes) -> bytes | None:
    """A header of a commit as it is stored."""
    head = repo.body(revision).partition(b"\n\n")[0]
    found = re.search(rb"^%s (.*(?:\n .*)*)" % name, head, re.MULTILINE)
    return found[1] if found else None


def test_the_author_is_the_original_s_and_the_committer_is_the_user(repo: Repo) -> None:
    story(repo)
    done = split(repo, "HEAD~2", TWO)
    for revision in (*done.parts, "main~1", "main"):
        assert header(repo, revision, b"author") == AUTHOR
        assert header(repo, revision, b"committer") == COMMITTER.encode()


def test_the_reflog_and_orig_head_say_what_happened(repo: Repo) -> None:
    old = story(repo, "do it all\n")
    repo.git("update-ref", "-d", "ORIG_HEAD")
    split(repo, "HEAD~2", TWO)
    for name in ("HEAD", "main"):
        assert repo.line("reflog", "-1", "--format=%gs", name) == "split: do it all"
    assert repo.line("rev-parse", "main@{1}") == repo.line("rev-parse", "ORIG_HEAD") == old[3]


# Change-Ids


@pytest.mark.parametrize("heir", [0, 1])
def test_one_part_keeps_the_change_id_and_the_others_get_fresh_ones(repo: Repo, heir: int) -> None:
    repo.stack(
        *zip(TREES, ["base", with_id("all"), with_id("u", "I" + "a" * 40), "t"], strict=True)
    )
    plan = plan_text(
        Piece("one", [hunks("a", 1)], heir=heir == 0), Piece("two", REST, heir=heir == 1)
    )
    done = split(repo, "HEAD~2", plan)
    found = ids(repo, *done.parts)
    assert found[heir] == CHANGE_ID
    assert re.fullmatch("I[0-9a-f]{40}", found[1 - heir])
    assert ids(repo, "main~1", "main") == ["I" + "a" * 40, ""]
    assert len(set(found)) == 2
    assert all(SIGNED.encode() in repo.message(part) for part in done.parts)


def test_parts_with_one_message_get_ids_of_their_own(repo: Repo) -> None:
    repo.stack((BASE, "base"), (TARGET, with_id("all")))
    plan = plan_text(
        Piece("same", [hunks("a", 1)]), Piece("same", [hunks("a", 2)]), Piece("same", REST)
    )
    found = ids(repo, *split(repo, "HEAD", plan).parts)
    assert found[2] == CHANGE_ID
    assert len(set(found)) == 3


def test_without_a_change_id_no_part_gets_one(repo: Repo) -> None:
    story(repo, f"all\n\n{SIGNED}\n")
    done = split(repo, "HEAD~2", TWO)
    assert ids(repo, *done.parts) == ["", ""]
    assert [repo.message(part) for part in done.parts] == [
        f"{subject}\n\n{SIGNED}\n".encode() for subject in ("first", "second")
    ]


def test_a_change_id_outside_the_trailers_is_none(repo: Repo) -> None:
    story(repo, f"all\n\nChange-Id: {CHANGE_ID}\n\nThe end.\n")
    assert ids(repo, *split(repo, "HEAD~2", TWO).parts) == ["", ""]


def test_an_id_of_a_commit_above_typed_into_a_part_is_refused(repo: Repo) -> None:
    other = "I" + "b" * 40
    repo.stack((BASE, "base"), (TARGET, with_id("all")), (UPPER, with_id("up", other)))
    plan = plan_text(Piece(f"one\n\nChange-Id: {other}", [hunks("a", 1)]), Piece("two", REST))
    before = repo.refs()
    with pytest.raises(PlanRefused, match="has the Change-Id of"):
        split(repo, "HEAD~1", plan)
    assert repo.refs() == before


def test_ids_that_were_double_before_do_not_forbid_the_split(repo: Repo) -> None:
    repo.stack((BASE, "base"), (TARGET, with_id("all")), (UPPER, with_id("up")))
    done = split(repo, "HEAD~1", TWO)
    assert ids(repo, done.parts[1], "main") == [CHANGE_ID, CHANGE_ID]


def gerrit(repo: Repo, message: str, *messages: str, **config: str) -> Done:
    """A split under Gerrit's hook."""
    for key, value in config.items():
        repo.git("config", f"gerrit.{key}", value)
    repo.stack((BASE, "base"), (TARGET, message))
    install_hook(repo, "commit-msg", GERRIT_HOOK)
    pieces = [Piece(messages[0], [hunks("a", 1)]), Piece(messages[-1], REST)]
    return split(repo, "HEAD", plan_text(*pieces))


def test_the_hook_s_own_ids_are_used(repo: Repo) -> None:
    done = gerrit(repo, with_id("all"), "one", "two")
    first, second = ids(repo, *done.parts)
    assert second == CHANGE_ID
    text = f"one\n\n{SIGNED}\n".encode()
    stdin = b"%s\n%s\n%s" % (COMMITTER.encode(), repo.line("rev-parse", "main@{1}").encode(), text)
    assert first == "I" + repo.git("hash-object", "--stdin", stdin=stdin).decode().strip()


def test_the_hook_gives_one_id_to_one_message_and_they_are_made_distinct(repo: Repo) -> None:
    repo.stack((BASE, "base"), (TARGET, with_id("all")))
    install_hook(repo, "commit-msg", GERRIT_HOOK)
    pieces = [Piece("same", [hunks("a", 1)]), Piece("same", [hunks("a", 2)]), Piece("same", REST)]
    found = ids(repo, *split(repo, "HEAD", plan_text(*pieces)).parts)
    assert len(set(found)) == 3


def test_one_message_under_the_hook_without_an_id_before_is_distinct_too(repo: Repo) -> None:
    done = gerrit(repo, "all\n", "same", "same")
    found = ids(repo, *done.parts)
    assert all(found)
    assert len(set(found)) == 2


def test_the_hook_writes_links_where_there_is_a_review_url(repo: Repo) -> None:
    link = f"Link: https://review.example.com/id/{CHANGE_ID}"
    done = gerrit(
        repo, f"all\n\n{link}\n{SIGNED}\n", "one", "two", reviewUrl="https://review.example.com/"
    )
    first, second = (repo.message(part).decode() for part in done.parts)
    assert f"\n{link}\n" in second
    assert re.search(r"\nLink: https://review\.example\.com/id/I[0-9a-f]{40}\n", first)
    assert CHANGE_ID not in first
    assert "Change-Id" not in first + second


def test_a_link_gets_a_fresh_one_without_any_hook(repo: Repo) -> None:
    link = f"Link: https://review.example.com/id/{CHANGE_ID}"
    repo.stack((BASE, "base"), (TARGET, f"all\n\n{link}\n"))
    first, second = (repo.message(part).decode() for part in split(repo, "HEAD", TWO).parts)
    assert link in second
    assert re.search(r"\nLink: https://review\.example\.com/id/I[0-9a-f]{40}\n", first)
    assert CHANGE_ID not in first


def test_a_hook_that_is_switched_off_adds_nothing_where_there_was_nothing(repo: Repo) -> None:
    done = gerrit(repo, "all\n", "one", "two", createChangeId="false")
    assert ids(repo, *done.parts) == ["", ""]


def test_a_hook_that_is_switched_off_leaves_the_fresh_id_to_the_split(repo: Repo) -> None:
    done = gerrit(repo, with_id("all"), "one", "two", createChangeId="false")
    first, second = ids(repo, *done.parts)
    assert re.fullmatch("I[0-9a-f]{40}", first)
    assert second == CHANGE_ID


def test_the_jj_change_id_stays_with_the_heir(repo: Repo) -> None:
    old = story(repo)
    body = repo.body(old[1]).replace(b"\n\n", b"\nchange-id qpvuntsmwlqtpsluzzsn\n\n", 1)
    repo.branch("main", repo.raw("commit", body))
    done = split(repo, "HEAD", TWO)
    assert [header(repo, part, b"change-id") for part in done.parts] == [
        None,
        b"qpvuntsmwlqtpsluzzsn",
    ]


# Hooks


def test_a_hook_that_fails_refuses_the_split_in_its_own_words(repo: Repo) -> None:
    old = story(repo)
    install_hook(repo, "commit-msg", "#!/bin/sh\necho 'no bug number' >&2\nexit 1\n")
    before = repo.refs()
    with pytest.raises(StateRefused, match="commit-msg hook rejected a message: no bug number"):
        split(repo, old[1], TWO)
    assert repo.refs() == before
    assert len(split(repo, old[1], TWO, verify=False).parts) == 2


def test_the_message_hooks_run_on_the_parts_in_git_s_order_and_with_its_words(repo: Repo) -> None:
    old = story(repo)
    for name in ("prepare-commit-msg", "commit-msg"):
        script = f'#!/bin/sh\nf="$1"; shift\necho "{name}: $*" >>"$f"; pwd >>log\n'
        install_hook(repo, name, script)
    done = split(repo, old[1], TWO)
    for part, subject in zip(done.parts, ("first", "second"), strict=True):
        told = f"{subject}\nprepare-commit-msg: message\ncommit-msg:\n"
        assert repo.message(part).decode().replace(": \n", ":\n") == told
    assert (repo.path / "log").read_text() == f"{repo.path}\n" * 4
    assert repo.message("main") == b"top\n"


def test_a_hook_that_empties_a_message_is_refused(repo: Repo) -> None:
    old = story(repo)
    install_hook(repo, "commit-msg", '#!/bin/sh\n: >"$1"\n')
    with pytest.raises(PlanRefused, match="left the message of a part empty"):
        split(repo, old[1], TWO)


@pytest.mark.parametrize("hooks_path", ["hooks here", "~/hooks"])
def test_hooks_are_found_where_the_configuration_says(repo: Repo, hooks_path: str) -> None:
    story(repo)
    repo.git("config", "core.hooksPath", hooks_path)
    install_hook(repo, "commit-msg", '#!/bin/sh\necho "Bug: 1" >>"$1"\n')
    done = split(repo, "HEAD~2", TWO, cwd=repo.path / "d")
    assert all(b"Bug: 1" in repo.message(part) for part in done.parts)


def test_a_relative_path_of_hooks_may_lead_nowhere_in_a_linked_worktree(
    repo: Repo, tmp_path: Path
) -> None:
    """``.git`` is a file there, and ``git rev-parse`` fails at a path below it."""
    story(repo)
    repo.git("config", "core.hooksPath", ".git/hooks")
    install_hook(repo, "commit-msg", "#!/bin/sh\nexit 1\n")
    repo.git("worktree", "add", "-q", "-b", "linked", str(tmp_path / "linked"))
    assert split(repo, "HEAD~2", TWO, cwd=tmp_path / "linked").told == []
    repo.check()


@pytest.mark.parametrize("first_line", ["#!/bin/sh\n", ""])
def test_post_rewrite_is_told_once_of_every_old_and_new_id(repo: Repo, first_line: str) -> None:
    old = story(repo)
    install_hook(repo, "post-rewrite", f'{first_line}echo "$@" >>told\ncat >>told\n')
    done = split(repo, old[1], TWO)
    new = repo.log(f"{done.parts[-1]}..main")
    pairs = [(old[1], part) for part in done.parts] + list(zip(old[2:], new, strict=True))
    assert done.told == []
    told = (repo.path / "told").read_text()
    assert told == "rebase\n" + "".join(f"{one} {other}\n" for one, other in pairs)


def test_a_post_rewrite_that_fails_is_told_and_changes_nothing(repo: Repo) -> None:
    story(repo)
    install_hook(repo, "post-rewrite", "#!/bin/sh\necho broken >&2\nexit 3\n")
    done = split(repo, "HEAD~2", TWO)
    assert done.told == ["the post-rewrite hook failed with exit status 3: broken"]
    assert repo.refs()["HEAD"] == done.rewrite.updates[0].new


def test_a_post_rewrite_that_cannot_be_run_is_told(repo: Repo) -> None:
    story(repo)
    install_hook(repo, "post-rewrite", "#!/no/such/shell\n")
    (told,) = split(repo, "HEAD~2", TWO).told
    assert re.match(
        "the post-rewrite hook failed with exit status [0-9]+: .*cannot (run|exec)", told
    )


@pytest.mark.parametrize("hook", ["commit-msg", "post-rewrite"])
def test_what_a_hook_leaves_running_is_not_waited_for(repo: Repo, hook: str) -> None:
    repo.stack((BASE, "base"), (TARGET, "target"))
    waiting = "(for n in $(seq 200); do test -e go && break; sleep 0.1; done; touch ended) &"
    install_hook(repo, hook, f"#!/bin/sh\ncd '{repo.path}'\n{waiting}\n")
    split(repo, "HEAD", TWO)
    assert not (repo.path / "ended").exists()
    (repo.path / "go").touch()


@pytest.mark.parametrize("advice", ["true", "false"])
@pytest.mark.parametrize("verify", [True, False])
def test_a_hook_that_is_not_executable_does_not_run_and_is_named(
    repo: Repo, advice: str, verify: bool
) -> None:
    """git says so as well; it was passed over in silence."""
    story(repo)
    repo.git("config", "advice.ignoredHook", advice)
    for name in ("commit-msg", "post-rewrite"):
        install_hook(repo, name, "#!/bin/sh\nexit 1\n").chmod(0o644)
    git = repo.attempt("commit", "--amend", "--no-edit", *([] if verify else ["--no-verify"]))
    told = split(repo, "HEAD~2", TWO, verify=verify).told
    named = re.findall("hooks/([a-z-]+)' hook was ignored", git.stderr.decode())
    warning = re.compile("the ([a-z-]+) hook was ignored: .* is not executable")
    assert [match and match[1] for match in map(warning.fullmatch, told)] == named


#: A git whose ``git hook run`` gives hooks nothing to read, as before 2.40.
NO_STDIN = """\
#!/bin/sh
test "$1 $2 $3" = "hook run -h" && echo 'usage: git hook run <hook-name>' && exit 129
exec {git} "$@"
"""
#: A hook that notes where it runs, on which repository, and what it reads.
NOTING = """\
#!/bin/sh
pwd >>"$NOTED"
git rev-parse --absolute-git-dir --show-toplevel >>"$NOTED"
env | grep -E '^GIT_(DIR|INDEX_FILE)=' | sort >>"$NOTED"
sed -E 's/[0-9a-f]{40}/id/g' >>"$NOTED"
"""


@pytest.mark.parametrize("takes_stdin", [True, False])
@pytest.mark.parametrize("path", [None, "hooks here", "/"])
@pytest.mark.parametrize("is_given", [False, True])
def test_post_rewrite_runs_as_git_runs_it(
    repo: Repo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    takes_stdin: bool,
    path: str | None,
    is_given: bool,
) -> None:
    """Where ``git hook run`` gives it nothing to read it is started without that."""
    old = story(repo)
    if path:
        repo.git("config", "core.hooksPath", str(tmp_path / "elsewhere") if path == "/" else path)
    if not takes_stdin:
        wrapper = tmp_path / "bin/git"
        wrapper.parent.mkdir()
        wrapper.write_text(NO_STDIN.format(git=shutil.which("git")))
        wrapper.chmod(0o755)
        monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    install_hook(repo, "post-rewrite", NOTING)
    noted = tmp_path / "noted"
    monkeypatch.setenv("NOTED", str(noted))
    if is_given:
        monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(repo.path))
    below = repo.path / "d"
    amend = ["git", "commit", "--amend", "--quiet", "--no-edit", "--reset-author"]
    subprocess.run(amend, cwd=below, check=True)
    by_git = noted.read_text()
    noted.unlink()
    assert by_git.count("id id\n") == 1
    assert split(repo, old[1], TWO, cwd=below).told == []
    assert noted.read_text() == by_git.replace("id id\n", "id id\n" * 4)


def test_a_post_rewrite_that_is_missing_is_none(repo: Repo) -> None:
    story(repo)
    repo.git("config", "core.hooksPath", "no/such/place")
    assert split(repo, "HEAD~2", TWO).told == []


def unset(*names: str) -> str:
    """A line of shell that fails where one of these variables is set."""
    return "".join(f'test -z "${{{name}+set}}" || exit 9\n' for name in names)


@pytest.mark.parametrize("name", ["commit-msg", "post-rewrite"])
def test_a_hook_has_the_variables_that_the_user_has_set_and_no_others(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    story(repo)
    script = unset("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS", "LANGUAGE")
    given = 'test "$GIT_ICASE_PATHSPECS$LC_ALL" = 1C.UTF-8 || exit 8\ngit diff HEAD~1 HEAD\n'
    install_hook(repo, name, f"#!/bin/sh\n{script}{given}")
    assert split(repo, "HEAD~2", TWO).told == []


def test_a_hook_that_changes_nothing_leaves_an_unedited_message_byte_for_byte(repo: Repo) -> None:
    message = b"all  \n\n\nBug: 1 \nBug: 1 \n\n"
    base = repo.commit(BASE, "base")
    repo.branch("main", repo.commit(TARGET, message, [base]))
    install_hook(repo, "commit-msg", "#!/bin/sh\n")
    plan = plan_text(Piece("one", [hunks("a", 1)]), Piece("all", REST))
    assert repo.message(split(repo, "HEAD", plan).parts[1]) == message


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("printf 'a\\000b' >\"$1\"", "left a message that contains a NUL"),
        ("printf 'caf\\351' >\"$1\"", "left a message that is not UTF-8"),
        ('rm "$1"', "removed the message file"),
    ],
    ids=["NUL", "Latin-1", "removed"],
)
def test_a_hook_that_leaves_no_text_is_refused(repo: Repo, script: str, problem: str) -> None:
    """D9: git would see nothing of a message behind a NUL."""
    old = story(repo)
    install_hook(repo, "commit-msg", f"#!/bin/sh\n{script}\n")
    with pytest.raises(StateRefused, match=f"the commit-msg hook {problem}") as caught:
        split(repo, old[1], TWO)
    assert "--no-verify" in caught.value.hint
    assert repo.refs()["refs/heads/main"] == old[3]


def configure(repo: Repo, name: str, event: str, command: str) -> None:
    """Have git run a command as a hook; git before 2.54 does not."""
    repo.git("config", "--add", f"hook.{name}.event", event)
    repo.git("config", f"hook.{name}.command", command)


@pytest.mark.parametrize("files", [False, True], ids=["configured alone", "beside files"])
def test_hooks_of_the_configuration_run_where_git_runs_them(repo: Repo, files: bool) -> None:
    """D4: `git commit` in the same repository says which hooks run, in which order."""
    story(repo)
    log = repo.path.parent / "log"
    for event in ("prepare-commit-msg", "commit-msg", "post-rewrite"):
        configure(repo, "one", event, f"echo one $(basename $1) $2 >>'{log}'; :")
        configure(repo, f"off-{event}", event, f"echo off >>'{log}'; :")
        repo.git("config", f"hook.off-{event}.enabled", "false")
        if files:
            install_hook(repo, event, f"#!/bin/sh\necho file $(basename $1) $2 >>'{log}'\n")
    repo.git("commit", "-q", "--amend", "-m", "top")
    expected = log.read_text() if log.exists() else ""
    log.write_text("")
    with opened(repo, "HEAD~2") as session:
        ran = {line.split(" ")[1] for line in expected.splitlines()}
        assert bool(session.hooks()) == bool(ran)
    split(repo, "HEAD~2", TWO)
    lines = expected.replace("amend", "rebase").splitlines()
    messages = [line for line in lines if "rebase" not in line]
    assert log.read_text().splitlines() == messages * 2 + lines[len(messages) :]


def test_a_configured_hook_reads_the_old_and_new_ids_where_git_runs_it(repo: Repo) -> None:
    """D4"""
    old = story(repo)
    configure(repo, "ids", "post-rewrite", "cat >told; :")
    repo.git("commit", "-q", "--amend", "-m", "top")
    told = repo.path / "told"
    runs = told.exists()
    told.unlink(missing_ok=True)
    done = split(repo, old[1], TWO)
    assert told.exists() == runs
    if runs:
        pairs = [line.split(" ") for line in told.read_text().splitlines()]
        assert pairs[:2] == [[old[1], part] for part in done.parts]


def test_a_configured_hook_that_fails_refuses_the_split_where_git_runs_it(repo: Repo) -> None:
    """D4"""
    old = story(repo)
    configure(repo, "no", "commit-msg", "echo no bug number; false")
    runs = repo.attempt("commit", "-q", "--amend", "-m", "top").returncode != 0
    if runs:
        with pytest.raises(StateRefused, match="commit-msg hook rejected a message: no bug number"):
            split(repo, old[1], TWO)
    assert len(split(repo, old[1], TWO, verify=not runs).parts) == 2


# Notes


def test_notes_follow_as_the_configuration_says(repo: Repo) -> None:
    old = story(repo)
    for commit in old[1:]:
        repo.git("notes", "add", "-m", f"on {commit}", commit)
    repo.git("notes", "--ref", "other", "add", "-m", "other", old[1])
    repo.git("config", "notes.rewriteRef", "refs/notes/commits")
    plan = plan_text(Piece("one", [hunks("a", 1)], heir=True), Piece("two", REST))
    done = split(repo, old[1], plan)
    assert repo.line("notes", "show", done.parts[0]) == f"on {old[1]}"
    assert repo.attempt("notes", "show", done.parts[1]).returncode == 1
    for was, now in zip(old[2:], repo.log(f"{done.parts[-1]}..main"), strict=True):
        assert repo.line("notes", "show", now) == f"on {was}"
    assert repo.attempt("notes", "--ref", "other", "show", done.parts[0]).returncode == 1


def test_only_notes_that_are_copied_are_kept(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    old = story(repo)
    repo.git("notes", "--ref", "deep/one", "add", "-m", "words", old[1])

    def is_kept(commit: str = old[1]) -> bool:
        return has_notes(open_repository(repo.path), commit)

    assert not is_kept()
    repo.git("config", "notes.rewriteRef", "refs/notes/commits")
    assert not is_kept()
    repo.git("config", "--add", "notes.rewriteRef", "refs/notes/*")
    assert is_kept()
    assert not is_kept(old[2])
    repo.git("config", "notes.rewrite.rebase", "false")
    assert not is_kept()
    repo.git("config", "--unset", "notes.rewrite.rebase")
    monkeypatch.setenv("GIT_NOTES_REWRITE_REF", "refs/notes/commits:refs/notes/other")
    assert not is_kept()
    monkeypatch.setenv("GIT_NOTES_REWRITE_REF", "refs/notes/deep/one")
    assert is_kept()


def test_notes_stay_where_the_configuration_says_nothing(repo: Repo) -> None:
    old = story(repo)
    repo.git("notes", "add", "-m", "words", old[1])
    before = repo.refs()["refs/notes/commits"]
    split(repo, old[1], TWO)
    assert repo.refs()["refs/notes/commits"] == before


def test_notes_follow_as_the_environment_says(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """D24: GIT_NOTES_REWRITE_REF stands for the configuration."""
    old = story(repo)
    repo.git("notes", "add", "-m", "words", old[1])
    monkeypatch.setenv("GIT_NOTES_REWRITE_REF", "refs/notes/commits")
    done = split(repo, old[1], TWO)
    assert repo.line("notes", "show", done.parts[-1]) == "words"


# Messages


def test_a_message_keeps_its_encoding(repo: Repo) -> None:
    base = repo.commit(BASE, "base")
    target = repo.commit(
        TARGET, "caf\xe9\n\nR\xe9sum\xe9\n".encode("latin-1"), [base], b"ISO-8859-1"
    )
    above = repo.commit(UPPER, "na\xefve".encode("latin-1"), [target], b"latin1")
    repo.branch("main", above)
    done = split(repo, "HEAD~1", plan_text(Piece("é", [hunks("a", 1)]), Piece("naïve →", REST)))
    assert header(repo, done.parts[0], b"encoding") == b"ISO-8859-1"
    assert repo.message(done.parts[0]) == b"\xe9\n"
    assert header(repo, done.parts[1], b"encoding") is None
    assert repo.message(done.parts[1]) == "naïve →\n".encode()
    assert header(repo, "main", b"encoding") == b"latin1"
    assert repo.message("main") == b"na\xefve"


@pytest.mark.parametrize("encoding", [b"", b"no-such-encoding", b"hex", b"undefined", b"utf-8"])
def test_a_message_in_no_encoding_at_all_does_not_stand_in_the_way(
    repo: Repo, encoding: bytes
) -> None:
    base = repo.commit(BASE, "base")
    target = repo.commit(TARGET, b"caf\xe9 \xff\n\nBug: \xe9\n", [base], encoding)
    repo.branch("main", target)
    done = split(repo, "HEAD", TWO)
    assert repo.message(done.parts[0]) == b"first\n"
    assert "Bug: é" in repo.message(done.parts[1]).decode()
    repo.check()


def test_an_unchanged_message_is_kept_byte_for_byte(repo: Repo) -> None:
    message = b"\n\ncaf\xe9  \n\n\nodd   \n\nBug: 1\n\n\n"
    base = repo.commit(BASE, "base")
    repo.branch("main", repo.commit(TARGET, message, [base], b"latin1"))
    plan = plan_text(Piece("one", [hunks("a", 1)]), Piece("café  \n\n\nodd", REST))
    done = split(repo, "HEAD", plan)
    assert repo.message(done.parts[1]) == message


PART = '[[part]]\nmessage = "part"\n'
NO_MESSAGE = {
    "rest, which is heir": (f"{PART}changes = [HUNK]\n[[part]]\nrest = true\n", [1]),
    "last part, which is heir": (f"{PART}rest = true\n[[part]]\nchanges = [HUNK]\n", [1]),
    "heir that is chosen": (f"[[part]]\nheir = true\nchanges = [HUNK]\n{PART}rest = true\n", [0]),
    "rest that is not heir": (f"{PART}heir = true\nchanges = [HUNK]\n[[part]]\nrest = true", [1]),
    "heir and rest": ("[[part]]\nheir = true\nchanges = [HUNK]\n[[part]]\nrest = true\n", [0, 1]),
    "rest and heir behind it": ("[[part]]\nrest = true\n[[part]]\nchanges = [HUNK]\n", [0, 1]),
}


@pytest.mark.parametrize("case", NO_MESSAGE)
def test_heir_and_rest_keep_the_message_of_the_target_where_the_plan_has_none(
    repo: Repo, case: str
) -> None:
    """D19."""
    plan, keeping = NO_MESSAGE[case]
    text = b"Do it all\n\n  as  it\twas: \xc3\xa9\n"
    story(repo, text)
    done = split(repo, "HEAD~2", f"version = 1\n{plan}".replace("HUNK", hunks("a", 1)))
    assert [n for n, part in enumerate(done.parts) if repo.message(part) == text] == keeping


def test_a_part_that_is_neither_heir_nor_rest_needs_a_message(repo: Repo) -> None:
    story(repo)
    plan = f"version = 1\n[[part]]\nchanges = [{hunks('a', 1)}]\n[[part]]\nrest = true\n"
    with pytest.raises(PlanRefused, match="the message of part 1 is empty") as caught:
        split(repo, "HEAD~2", plan)
    assert "only the rest, and the part with 'heir = true', may omit it" in caught.value.hint


_LINES = st.sampled_from(
    [
        b"",
        b"caf\xe9",
        b"two  ",
        b"A: b",
        SIGNED.encode(),
        b" x\t",
        b"\xe3\x81\x82",
        b"\x1b$B",
        b"a\r",
    ]
)


@examples(12)
@given(
    message=st.lists(_LINES, max_size=9).map(b"\n".join),
    encoding=st.sampled_from(
        [b"", b"latin1", b"ISO-2022-JP", b"utf-7", b"utf-16", b"a\0b", b"hex"]
    ),
)
def test_any_message_that_nobody_edited_is_kept_byte_for_byte(
    scratch: Repo, message: bytes, encoding: bytes
) -> None:
    """D7, D24: from the plan that is printed to the commit, whatever its encoding."""
    head = scratch.body(scratch.commit(TARGET, "", [scratch.commit(BASE)])).rstrip(b"\n")
    head += b"\nencoding " + encoding if encoding else b""
    target = scratch.raw("commit", head + b"\n\n" + message)
    scratch.branch("tested", target)
    with opened(scratch, target) as session:
        plan = assign(add_part(session.start(), "one\n"), [whole(session.patch, 1)], 1)
        plan = session.read_plan(write_plan(plan, target))
        if session.target.message.strip():
            assert session.prepare(plan).heir.commit.message == message
    scratch.git("update-ref", "-d", "refs/heads/tested")


def test_comment_characters_are_words_like_others(repo: Repo) -> None:
    story(repo)
    plan = plan_text(Piece("# one\n\n; two\n#three", [hunks("a", 1)]), Piece("#2", REST))
    done = split(repo, "HEAD~2", plan)
    assert [repo.message(p) for p in done.parts] == [b"# one\n\n; two\n#three\n", b"#2\n"]


@pytest.mark.parametrize(
    "config", [("commit.template", "t"), ("core.commentChar", "f"), ("commit.cleanup", "scissors")]
)
def test_configuration_of_editing_messages_changes_none(
    repo: Repo, config: tuple[str, str]
) -> None:
    story(repo)
    repo.git("config", *config)
    done = split(repo, "HEAD~2", TWO)
    assert [repo.message(part) for part in done.parts] == [b"first\n", b"second\n"]


@pytest.mark.parametrize("message", ["", " \n\t\n"])
def test_an_empty_message_is_refused(repo: Repo, message: str) -> None:
    old = story(repo)
    with pytest.raises(PlanRefused, match="message of part 1 is empty"):
        split(repo, old[1], plan_text(Piece(message, [hunks("a", 1)]), Piece("two", REST)))
    assert repo.refs()["refs/heads/main"] == old[3]


def test_a_target_with_an_empty_message_is_split(repo: Repo) -> None:
    story(repo, "")
    assert [repo.message(part) for part in split(repo, "HEAD~2", TWO).parts] == [
        b"first\n",
        b"second\n",
    ]


def test_headers_nobody_knows_survive_byte_for_byte(repo: Repo) -> None:
    old = story(repo)
    extra = (
        b"\nmergetag object %s\n type commit\n tag v\n \n words\nHG:extra a\xff b\n\nmes\xffsage"
    )
    body = repo.body(old[2]).partition(b"\n\n")[0] + extra % old[0].encode()
    odd = repo.raw("commit", body)
    repo.branch("main", odd)
    done = split(repo, odd + "^", TWO)
    wanted = body.replace(old[1].encode(), done.parts[-1].encode())
    wanted = re.sub(rb"\ncommitter .*", b"\ncommitter " + COMMITTER.encode(), wanted, count=1)
    assert repo.body("main") == wanted


# Signatures


def signed_by(repo: Repo, revision: str) -> str:
    """What git says of a commit's signature: ``G`` for good, ``N`` for none."""
    return repo.line("log", "-1", "--format=%G?", revision)


#: A program that signs as gpg does, with nothing but a digest: it is there on every machine.
DIGEST = f"""\
#!{sys.executable}
import hashlib, sys
digest = hashlib.sha256(sys.stdin.buffer.read()).hexdigest()
print("[GNUPG:] SIG_CREATED D 22 8 00", file=sys.stderr)
print("-----BEGIN PGP SIGNATURE-----", "", digest, "-----END PGP SIGNATURE-----", sep="\\n")
"""
#: The kinds of signature that this machine has a program for.
KINDS = {"digest": sys.executable, "ssh": "ssh-keygen", "openpgp": "gpg"}
HERE = [kind for kind, program in KINDS.items() if shutil.which(program)]


def use_digest(repo: Repo, tmp_path: Path) -> None:
    """Configure the program that signs with a digest."""
    program = tmp_path / "digest"
    program.write_text(DIGEST)
    program.chmod(0o755)
    repo.git("config", "gpg.program", str(program))


def has_digest(repo: Repo, revision: str) -> bool:
    """Whether a commit is signed over exactly its own bytes by that program."""
    body = repo.body(revision)
    match = re.search(rb"\ngpgsig(?:-sha256)? -----BEGIN.*?-----END PGP SIGNATURE-----", body, re.S)
    if match is None:
        return False
    signed = body[: match.start()] + body[match.end() :]
    return hashlib.sha256(signed).hexdigest().encode() in match[0]


def use_ssh(repo: Repo, tmp_path: Path) -> None:
    """Configure a fresh ssh key for signing and for checking."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"committer@example.com {key.with_suffix('.pub').read_text()}")
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(key))
    repo.git("config", "gpg.ssh.allowedSignersFile", str(allowed))


def use_gpg(repo: Repo, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Configure a fresh OpenPGP key."""
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    words = ["--quick-generate-key", "C O Mitter <committer@example.com>", "ed25519", "sign", "0"]
    command = ["gpg", "--batch", "-q", "--pinentry-mode", "loopback", "--passphrase", "", *words]
    subprocess.run(command, check=True, capture_output=True)
    repo.git("config", "gpg.format", "openpgp")


def sign(repo: Repo, old: list[str]) -> list[str]:
    """The same four commits, signed from the target on."""
    made = old[:1]
    for commit in old[1:]:
        tree = repo.line("rev-parse", f"{commit}^{{tree}}")
        stdin = repo.message(commit)
        args = ("commit-tree", "-S", "-p", made[-1], tree)
        made.append(repo.git(*args, stdin=stdin).decode().strip())
    repo.branch("main", made[-1])
    return made


@pytest.mark.parametrize("plan", [TWO, DROPPING])
def test_signatures_that_no_longer_hold_go_and_are_counted(
    repo: Repo, tmp_path: Path, plan: str
) -> None:
    use_digest(repo, tmp_path)
    old = sign(repo, story(repo))
    assert has_digest(repo, old[3])
    done = split(repo, old[1], plan)
    assert done.rewrite.unsigned == 3
    assert b"gpgsig" not in repo.body("main")


@pytest.mark.parametrize("kind", HERE)
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_commits_are_signed_again_where_the_configuration_signs(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    object_format: str,
) -> None:
    repo = Repo.init(tmp_path / "work", "--object-format", object_format)
    if kind == "digest":
        use_digest(repo, tmp_path)
    elif kind == "ssh":
        use_ssh(repo, tmp_path)
    else:
        use_gpg(repo, monkeypatch, tmp_path_factory.mktemp("g") / "h")
    old = sign(repo, story(repo))
    repo.git("config", "commit.gpgSign", "true")
    done = split(repo, old[1], DROPPING)
    new = repo.log(f"{old[0]}..main")
    assert len(new) == 4
    if kind == "digest":
        assert all(has_digest(repo, commit) for commit in new)
    else:
        assert [signed_by(repo, commit) for commit in new] == ["G"] * 4
    assert done.rewrite.unsigned == 0
    repo.check()


def test_a_key_that_cannot_sign_refuses_the_split(repo: Repo) -> None:
    old = story(repo)
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "commit.gpgSign", "true")
    with pytest.raises(StateRefused, match="signingKey is not set"):
        split(repo, old[1], TWO)
    repo.git("config", "gpg.ssh.defaultKeyCommand", "echo 'key::ssh-ed25519 AAAA nobody'")
    repo.git("config", "gpg.ssh.program", "false")
    with pytest.raises(StateRefused, match="false could not sign"):
        split(repo, old[1], TWO)
    repo.git("config", "user.signingKey", "/no/such/key")
    with pytest.raises(StateRefused, match="could not sign") as caught:
        split(repo, old[1], TWO)
    repo.git("config", "gpg.ssh.program", "/no/such/program")
    with pytest.raises(StateRefused, match="cannot run /no/such/program"):
        split(repo, old[1], TWO)
    assert "commit.gpgSign=false" in caught.value.hint
    assert repo.refs()["refs/heads/main"] == old[3]


def test_numbers_of_lines_stay_what_they_were(repo: Repo) -> None:
    """The helper of this file: both changed lines of the target are hunks of their own."""
    old = story(repo)
    assert repo.content(old[1], b"a") == numbered(3, 20)
    assert repo.git("diff", "-U3", *old[:2], "--", "a").count(b"\n@@ ") == 2
