"""What a repository of a stranger may hold: odd paths, terminal escapes, hooks, configuration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.unchanged import assert_refused, frozen
from tests.support.repos import Repo
from tests.support.splits import Piece, command, plan_text, undo
from tests.support.stories import BASE, DROPPING, TWO, install_hook, story

#: Names in one directory that mean something to a shell, to an option parser, to git or to a
#: file system.
NAMES = (
    b"-x",
    b"--help",
    b"--output=pwned",
    b"$(touch pwned)",
    b"`touch pwned`",
    b"a;touch pwned",
    b"a|touch pwned",
    b"a&b",
    b"back\\slash",
    b"new\nline",
    b'quo"te',
    b"quo'te",
    b"..",
    b".",
    b"...",
    b":(top)x",
    b":!x",
    b"*",
    b"\x1b]0;pwned\x07",
    b"\xe2\x80\xaetxt.exe",
    b"\xff\xfe",
    b"C:\\x",
    b"git~1",
    b".GIT",
)
#: What no terminal should get from a repository: C0 without newline and tab, DEL, C1, bidi.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ESCAPES = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202etxt\u2066\r\b"


def blob(repo: Repo, data: bytes) -> bytes:
    """The raw id of a blob."""
    return bytes.fromhex(repo.raw("blob", data))


def tree(repo: Repo, entries: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    """The raw id of a tree with any names at all; each entry is its mode and raw id."""
    order = sorted(entries.items(), key=lambda item: item[0] + b"/" * (item[1][0] == b"40000"))
    body = b"".join(b"%s %s\0%s" % (mode, name, oid) for name, (mode, oid) in order)
    return bytes.fromhex(repo.raw("tree", body))


def hostile_tree(repo: Repo, content: bytes) -> bytes:
    """All `NAMES` with that content, and ways into the git directory and out of the tree."""
    entry = b"100755", blob(repo, content)
    hooks = tree(repo, {b"hooks": (b"40000", tree(repo, {b"post-rewrite": entry}))})
    up = tree(repo, {b"pwned": entry})
    names = {name: entry for name in NAMES if name != b".."}
    return tree(repo, {**names, b".git": (b"40000", hooks), b"..": (b"40000", up)})


def raw_commit(repo: Repo, tree_id: bytes, *parents: str, people: str = "A <a@b>") -> str:
    """A commit of a tree that git itself would not make."""
    rows = [f"tree {tree_id.hex()}", *(f"parent {oid}" for oid in parents)]
    rows += [f"author {people} 1500000000 +0000", f"committer {people} 1500000000 +0000"]
    return repo.raw("commit", ("\n".join(rows) + "\n\nhostile\n").encode())


@pytest.fixture
def hostile(repo: Repo) -> Repo:
    """``main`` is harmless; ``evil`` has the hostile trees, and the work tree has none of it."""
    repo.stack((BASE, "base\n"))
    base = raw_commit(repo, hostile_tree(repo, b"1\n2\n3\n"))
    target = raw_commit(repo, hostile_tree(repo, b"touch pwned\n1\n2\n3\ntouch pwned\n"), base)
    top = raw_commit(repo, hostile_tree(repo, b"touch pwned\n1\n2\n3\ntouch pwned\n4\n"), target)
    repo.git("update-ref", "refs/heads/evil", top)
    return repo


def outside(repo: Repo) -> list[str]:
    """Every file around the repository and in it, but objects, refs and their logs."""
    names = (str(path.relative_to(repo.path.parent)) for path in repo.path.parent.rglob("*"))
    ours = re.compile(r"work/\.git/(objects|refs|logs|split)(/|$)|work/\.git/ORIG_HEAD$")
    return sorted(name for name in names if not ours.match(name))


def assert_harmless(*texts: str) -> None:
    """Nothing that a terminal would act on."""
    for text in texts:
        assert not UNSAFE.search(text), ascii(text)


def printed_halves(repo: Repo, revision: str) -> str:
    """The printed plan with the files' first half in a part of its own."""
    done = command(repo, "--print-plan", revision)
    assert done.returncode == 0, done.stderr
    assert_harmless(done.stdout, done.stderr)
    rows = done.stdout.splitlines(keepends=True)
    changes = [at for at, row in enumerate(rows) if row.lstrip().startswith("{ file")]
    head = changes[: len(changes) // 2]
    half = "".join(rows[at] for at in head)
    rest = "".join(row for at, row in enumerate(rows) if at not in head)
    return rest + f'\n[[part]]\nmessage = "half"\nchanges = [\n{half}]\n'


def test_hostile_paths_are_bytes_in_a_tree_and_nothing_else(hostile: Repo) -> None:
    around, before = outside(hostile), hostile.refs()
    old = hostile.line("rev-parse", "evil~1^{tree}")
    done = command(hostile, "--plan", "-", "evil~1", stdin=printed_halves(hostile, "evil~1"))
    assert done.returncode == 0, done.stderr
    assert_harmless(done.stdout, done.stderr)
    assert hostile.line("rev-parse", "evil~1^{tree}") == old
    half = hostile.git("diff-tree", "-r", "-z", "--name-only", "evil~2", "evil~1")
    assert {name.split(b"/")[0] for name in half.split(b"\0")[:-1]} & {*NAMES, b".git", b".."}
    assert outside(hostile) == around
    undo(hostile)
    assert hostile.refs() == before


def test_dropping_a_hostile_path_touches_neither_index_nor_files(hostile: Repo) -> None:
    """The index has no such path, as git takes none in; so it does not follow."""
    hostile.git("symbolic-ref", "HEAD", "refs/heads/evil")
    before, around = (hostile.staged(), hostile.files()), outside(hostile)
    printed = command(hostile, "--print-plan", "evil~1").stdout
    rows = printed.splitlines(keepends=True)
    row = next(row for row in rows if ".git/hooks/post-rewrite" in row)
    plan = printed.replace(row, "") + f"\n[dropped]\nchanges = [\n{row}]\n"
    plan += '\n[[part]]\nmessage = "two"\nrest = true\n'
    plan = plan.replace(next(row for row in rows if '"-x"' in row), "", 1)
    done = command(hostile, "--plan", "-", "evil~1", stdin=plan)
    assert (done.returncode, done.stderr) == (0, "")
    assert_harmless(done.stdout)
    assert outside(hostile) == around
    assert (hostile.staged(), hostile.files()) == before


def test_a_hostile_path_in_an_error_is_harmless(hostile: Repo) -> None:
    done = command(hostile, "--print-plan", "evil~1", "--", "none")
    assert_refused(done, "matches no file")
    assert_harmless(done.stderr)


# Terminal escapes


def escaped_story(repo: Repo) -> None:
    """The story with escapes in message, people, branch, tag and content."""
    name = ESCAPES.encode()
    text = name.replace(b"\r", b"")
    trees = [
        {b"f" + name: b"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", b"g": b"g\n"},
        {b"f" + name: text + b"\n2\n3\n4\n5\n6\n7\n8\n9\n" + text + b"\n", b"g": b"g\n"},
        {b"f" + name: text + b"\n2\n3\n4\n5\n6\n7\n8\n9\nother\n", b"g": b"g\n"},
    ]
    people = ESCAPES.replace("\r", "")
    oids: list[str] = []
    for content in trees:
        made = repo.commit(content, b"subject " + name + b"\n\nbody " + name + b"\n", oids[-1:])
        body = repo.body(made).decode().replace("Old Hand", people)
        oids.append(repo.raw("commit", body.encode()))
    branch = "odd\u202e\u2066\x9bbranch"
    repo.git("update-ref", f"refs/heads/{branch}", oids[-1])
    repo.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    repo.git("tag", "tag\u202e\x9b", oids[1])
    repo.git("update-ref", "refs/remotes/origin/\u202e\x9b", oids[1])
    repo.git("read-tree", "HEAD")


@pytest.mark.parametrize("drops", [False, True])
def test_nothing_in_a_repository_reaches_the_terminal_as_an_escape(repo: Repo, drops: bool) -> None:
    escaped_story(repo)
    printed = command(repo, "--print-plan", "HEAD~1")
    assert_harmless(printed.stdout, printed.stderr)
    file = next(row for row in printed.stdout.splitlines() if "hunks = [1]" in row).strip()
    file = file.partition("  #")[0]
    plan = "version = 1\n[[part]]\nmessage = 'one'\nchanges = [" + file + "]\n"
    if drops:
        plan += "[dropped]\nchanges = [" + file.replace("[1]", "[2]") + "]\n"
    else:
        plan += '[[part]]\nmessage = "two \\u001b[31m \\u202e"\nrest = true\n'
    done = command(repo, "--plan", "-", "HEAD~1", stdin=plan)
    assert done.stderr or done.stdout
    assert_harmless(done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    undone = command(repo, "--undo")
    assert_harmless(undone.stdout, undone.stderr)


@pytest.mark.parametrize("hook", ["commit-msg", "prepare-commit-msg", "post-rewrite"])
def test_what_a_hook_says_is_harmless_too(two: Repo, hook: str) -> None:
    script = "#!/bin/sh\nprintf '\\033]0;pwned\\007\\342\\200\\256\\r\\n' >&2\nexit 1\n"
    install_hook(two, hook, script)
    done = command(two, "--plan", "-", "main~2", stdin=TWO)
    assert "pwned" in done.stderr
    assert_harmless(done.stdout, done.stderr)


def test_a_conflict_names_commit_and_path_harmlessly(repo: Repo) -> None:
    escaped_story(repo)
    plan = command(repo, "--print-plan", "HEAD~1").stdout
    row = next(row for row in plan.splitlines() if "hunks = [2]" in row)
    file = row.strip().partition("  #")[0]
    other = file.replace("[2]", "[1]")
    text = f"version = 1\n[[part]]\nmessage = 'one'\nchanges = [{other}]\n"
    done = command(repo, "--plan", "-", "HEAD~1", stdin=text + f"[dropped]\nchanges = [{file}]\n")
    assert done.returncode == 1
    assert "pwned" in done.stderr
    assert_harmless(done.stderr)


# Hooks and configuration


def test_a_repository_of_somebody_else_is_refused_and_runs_nothing(two: Repo) -> None:
    for hook in ("commit-msg", "post-rewrite", "reference-transaction", "post-index-change"):
        install_hook(two, hook, '#!/bin/sh\ntouch "$PWNED"\n')
    watcher = install_hook(two, "watcher", '#!/bin/sh\ntouch "$PWNED"\n')
    two.git("config", "core.fsmonitor", str(watcher))
    two.git("config", "core.pager", 'touch "$PWNED"')
    two.git("config", "alias.update-ref", '!touch "$PWNED"')
    before = frozen(two)
    pwned = two.path.parent / "pwned"
    env = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "PWNED": str(pwned)}
    for words in (["--plan", "-", "main~2"], ["--print-plan", "main~2"], ["--undo"]):
        done = command(two, *words, stdin=DROPPING, env=env)
        assert_refused(done, "belongs to another user", "safe.directory")
    assert frozen(two) == before
    assert not pwned.exists()


def test_a_repository_of_somebody_else_that_is_called_safe_is_split(
    two: Repo, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text(f"[safe]\n\tdirectory = {two.path}\n")
    env = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": str(config)}
    assert command(two, "--plan", "-", "main~2", stdin=TWO, env=env).returncode == 0


@pytest.mark.parametrize("where", ["relative", "absolute", "none"])
def test_hooks_come_from_where_git_would_take_them(two: Repo, where: str, tmp_path: Path) -> None:
    directories = {"relative": two.path / "my hooks", "absolute": tmp_path / "hooks"}
    value = {"relative": "my hooks", "absolute": str(tmp_path / "hooks"), "none": "/dev/null"}
    install_hook(two, "post-rewrite", "#!/bin/sh\necho standard >>ran\n")
    two.git("config", "core.hooksPath", value[where])
    if where in directories:
        for hook in ("commit-msg", "post-rewrite"):
            install_hook(two, hook, f"#!/bin/sh\necho {hook} >>ran\n")
    subdirectory = two.path / "sub"
    subdirectory.mkdir()
    done = command(two, "--plan", "-", "main~2", stdin=TWO, cwd=subdirectory)
    assert (done.returncode, done.stderr) == (0, "")
    ran = two.path / "ran"
    told = ran.read_text().split() if ran.exists() else []
    expected = ["commit-msg", "commit-msg", "post-rewrite"]
    assert told == ([] if where == "none" else expected)


def test_a_hook_that_is_not_executable_does_not_run(two: Repo) -> None:
    for name in ("commit-msg", "post-rewrite"):
        install_hook(two, name, "#!/bin/sh\nexit 1\n").chmod(0o644)
    done = command(two, "--plan", "-", "main~2", stdin=TWO)
    assert done.returncode == 0
    assert done.stderr.count("is not executable") == len(done.stderr.splitlines()) == 2


def test_configuration_that_names_programs_runs_none_of_them(two: Repo) -> None:
    pwned = two.path.parent / "pwned"
    for key in (
        "core.pager",
        "pager.show",
        "pager.log",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "merge.x.driver",
        "core.editor",
        "sequence.editor",
        "core.sshCommand",
        "alias.update-ref",
    ):
        two.git("config", key, ("!" if key.startswith("alias") else "") + f"touch '{pwned}'")
    (two.path / ".git/info/attributes").write_text("* diff=x merge=x\n")
    done = command(two, "--plan", "-", "main~2", stdin=DROPPING)
    assert done.returncode == 0, done.stderr
    assert command(two, "--undo").returncode == 0
    assert not pwned.exists()


def test_a_shell_meets_no_word_of_the_repository(repo: Repo) -> None:
    words = "$(touch pwned) `touch pwned` ;touch pwned; 'x' \"y\" | touch pwned\n"
    branch = "a$(touch${IFS}pwned);touch${IFS}pwned"
    old = story(repo, words)
    repo.git("update-ref", f"refs/heads/{branch}", old[3])
    around = outside(repo)
    done = command(repo, "--plan", "-", old[1], stdin=TWO.replace("first", "$(touch pwned)"))
    assert done.returncode == 0, done.stderr
    assert command(repo, "--undo").returncode == 0
    assert outside(repo) == around
    assert repo.refs()[f"refs/heads/{branch}"] == old[3]


@pytest.mark.parametrize(
    "word", ["--output=pwned", "-x", "--upload-pack=touch pwned", "@{-1}", "\n"]
)
def test_a_revision_is_no_option(two: Repo, word: str) -> None:
    around = outside(two)
    done = command(two, "--print-plan", "--", word)
    assert done.returncode in (0, 1)
    done = command(two, "--print-plan", word)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("fatal: ")
    assert_harmless(done.stderr)
    assert outside(two) == around


def test_a_symlink_in_the_way_of_a_dropped_path_is_not_followed(repo: Repo) -> None:
    repo.stack((BASE, "base"), ({**BASE, b"dir/f": b"f\n", b"c": b"c2\n"}, "both"))
    target = repo.path.parent / "elsewhere"
    target.mkdir()
    (repo.path / "dir/f").unlink()
    (repo.path / "dir").rmdir()
    (repo.path / "dir").symlink_to(target)
    plan = plan_text(Piece("c", ['{ file = "c" }']), dropped=['{ file = "dir/f" }'])
    assert command(repo, "--plan", "-", "HEAD", stdin=plan).returncode == 0
    assert list(target.iterdir()) == []
    assert (repo.path / "dir").is_symlink()
