"""The user's configuration, attributes and environment: same plan, same objects, whatever they say.

People and dates are fixed, so that the ids of all commits written can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from splitter.core.plan.planfile.write import write_starting_plan
from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, command, hunks, opened, plan_text, split, whole

CODE = b"".join(
    b"def function_%d():\n\n    first = %d\n\n    return first\n\n\n" % (n, n) for n in range(12)
)
OTHERS = {b"lib/%d.py" % n: CODE.replace(b"first", b"name_%d" % n) for n in range(3)}
BEFORE: Tree = {
    b"code.py": CODE,
    b"two words": b"x\n",
    "\u00fc.txt".encode(): b"u\n",
    b"mode": b"m\n",
    b"binary": b"\0one",
    b"module": File(b"1" * 40, "160000"),
    b"link": File(b"code.py", "120000"),
    b"windows": b"one\r\ntwo\r\n",
    **OTHERS,
}
AFTER: Tree = {
    b"code.py": CODE.replace(b"first = 1\n", b"first = 10\n")
    .replace(b"first = 3\n", b"first = 30\n")
    .replace(b"first = 9\n", b"\n    first = 90\n"),
    b"two words": b"y\n",
    "\u00fc.txt".encode(): b"v\n",
    b"mode": File(b"m\n", "100755"),
    b"binary": b"\0two",
    b"module": File(b"2" * 40, "160000"),
    b"link": File(b"two words", "120000"),
    b"windows": b"one\r\ntwo \r\nthree\n",
    **{path.replace(b"lib/", b"src/m"): data + b"# %s\n" % path for path, data in OTHERS.items()},
}
LATER: Tree = {**AFTER, b"code.py": b"# a header\n" + CODE}
PLAN = plan_text(
    Piece("one", [hunks("code.py", 1), whole("binary"), hunks("src/m1.py", 1)]),
    Piece("two", [whole("module"), whole("two words"), '{ file = "windows", added = [2] }']),
    Piece("three", REST),
)
#: With something dropped, so that the commit above is merged.
DROPS = plan_text(Piece("one", [whole("binary")]), Piece("two", REST), dropped=[whole("two words")])


def configured(key: str, value: str) -> Callable[[Repo], None]:
    """A setting of the user's."""

    def setup(repo: Repo) -> None:
        repo.git("config", key, value)

    return setup


def attributes(text: str, **config: str) -> Callable[[Repo], None]:
    """Attributes of the user's own, for all repositories."""

    def setup(repo: Repo) -> None:
        path = repo.path.parent / "attributes"
        path.write_text(text)
        repo.git("config", "core.attributesFile", str(path))
        for key, value in config.items():
            repo.git("config", key.replace("__", "."), value)

    return setup


def ordered(repo: Repo) -> None:
    """A file that turns the order of files around."""
    path = repo.path.parent / "order"
    path.write_text("w*\ntwo*\nsrc/2*\n*\n")
    repo.git("config", "diff.orderFile", str(path))


SETUPS: dict[str, Callable[[Repo], None]] = {
    f"{key}={value}": configured(key, value)
    for key, value in [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.srcPrefix", "x/"),
        ("diff.external", "/bin/false"),
        ("diff.renames", "false"),
        ("diff.renames", "copies"),
        ("diff.renameLimit", "1"),
        ("diff.algorithm", "patience"),
        ("diff.algorithm", "histogram"),
        ("diff.indentHeuristic", "false"),
        ("diff.context", "0"),
        ("diff.context", "9"),
        ("diff.interHunkContext", "50"),
        ("diff.suppressBlankEmpty", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.submodule", "log"),
        ("diff.wordRegex", "."),
        ("diff.wsErrorHighlight", "all"),
        ("diff.colorMoved", "zebra"),
        ("diff.relative", "true"),
        ("diff.dirstat", "lines"),
        ("diff.statGraphWidth", "9"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.quotePath", "false"),
        ("core.quotePath", "true"),
        ("core.autocrlf", "true"),
        ("core.eol", "crlf"),
        ("core.whitespace", "cr-at-eol"),
        ("core.pager", "false"),
        ("core.fileMode", "false"),
        ("core.symlinks", "false"),
        ("core.ignoreCase", "true"),
        ("core.abbrev", "4"),
        ("core.bigFileThreshold", "100"),
        ("core.compression", "9"),
        ("i18n.commitEncoding", "latin1"),
        ("i18n.logOutputEncoding", "latin1"),
        ("log.showSignature", "true"),
        ("log.date", "relative"),
        ("rev-list.something", "1"),
        ("transfer.unpackLimit", "1"),
        ("transfer.fsckObjects", "true"),
        ("merge.conflictStyle", "zdiff3"),
        ("core.logAllRefUpdates", "always"),
        ("submodule.recurse", "true"),
    ]
}
SETUPS |= {
    "diff.orderFile": ordered,
    "textconv": attributes("*.py diff=up\n", diff__up__textconv="tr a-z A-Z <"),
    "diff command": attributes("* diff=no\n", diff__no__command="/bin/false"),
    "binary driver": attributes("* diff=b\n", diff__b__binary="true"),
    "function names": attributes("*.py diff=f\n", diff__f__xfuncname="^ *first"),
    "-diff": attributes("* -diff\n"),
    "binary": attributes("* binary\n"),
    "diff": attributes("* diff\n"),
    "eol": attributes("* text eol=crlf\n"),
    "encoding": attributes("* text working-tree-encoding=UTF-16\n"),
    "filter": attributes(
        "* filter=lfs\n", filter__lfs__clean="false", filter__lfs__required="true"
    ),
    "ident": attributes("* ident\n"),
    "whitespace": attributes("* whitespace=trailing-space\n"),
    "conflict marker size": attributes("* conflict-marker-size=3\n"),
}
ENVIRONMENTS = {
    "GIT_DIFF_OPTS": "-u0",
    "GIT_EXTERNAL_DIFF": "/bin/false",
    "GIT_PAGER": "false",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_NOGLOB_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_DEFAULT_HASH": "sha256",
    "LC_ALL": "C",
    "LANG": "de_DE.UTF-8",
}


def history(path: Path) -> Repo:
    """The commit of every kind of change, with one above that touches the same file."""
    repo = Repo.init(path / "work")
    base = repo.commit(BEFORE, "base")
    target = repo.commit(AFTER, "ünïcode\n", [base])
    repo.git("update-ref", "refs/heads/main", repo.commit(LATER, "later", [target]))
    return repo


def outcome(repo: Repo) -> tuple[str, list[str], list[str]]:
    """The starting plan, and all commits that two splits wrote."""
    with opened(repo, "main~1") as session:
        start = write_starting_plan(session.patch, session.target.oid, "m", "")
    split(repo, "main~1", PLAN)
    first = repo.log("main")
    repo.git("update-ref", "refs/heads/main", "main@{1}")
    split(repo, "main~1", DROPS)
    return start, first, repo.log("main")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[str], list[str]]:
    """What comes of it without any configuration."""
    return outcome(history(tmp_path_factory.mktemp("plain")))


@pytest.mark.parametrize("name", SETUPS)
def test_configuration_changes_nothing(
    tmp_path: Path, plain: tuple[str, list[str], list[str]], name: str
) -> None:
    repo = history(tmp_path)
    SETUPS[name](repo)
    got = outcome(repo)
    assert _without_headings(got[0]) == _without_headings(plain[0])
    assert got[1:] == plain[1:]


def _without_headings(text: str) -> list[str]:
    """A plan without what git says of the function around a hunk, which is for people."""
    return [line.rpartition("@@")[0] or line for line in text.splitlines()]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environment_changes_nothing(
    tmp_path: Path, plain: tuple[str, list[str], list[str]], name: str
) -> None:
    """D24: variables of ``git --icase-pathspecs split`` among them."""
    repo = history(tmp_path)
    env = {name: ENVIRONMENTS[name]}
    printed = command(repo, "--print-plan", "main~1", env=env)
    assert printed.stdout.partition("[[part]]")[2].split("changes =")[1] in plain[0]
    done = command(repo, "--plan", "-", "main~1", stdin=PLAN, env=env)
    assert done.returncode == 0, done.stderr
    assert repo.log("main") == plain[1]
    repo.git("update-ref", "refs/heads/main", "main@{1}")
    dropped = command(repo, "--plan", "-", "main~1", stdin=DROPS, env=env)
    assert dropped.returncode == 0, dropped.stderr
    assert repo.log("main") == plain[2]


def test_the_plain_outcome_is_what_the_plan_says(tmp_path: Path) -> None:
    repo = history(tmp_path)
    done = split(repo, "main~1", PLAN)
    assert repo.lines("diff", "--name-status", "-M", done.parts[0] + "^", done.parts[0]) == [
        "M\tbinary",
        "M\tcode.py",
        "M\tlib/1.py",
    ]
    assert repo.content(done.parts[1], b"windows") == b"one\r\ntwo\r\ntwo \r\n"
    assert repo.tree(done.parts[-1]) == repo.tree("main@{1}~1")
