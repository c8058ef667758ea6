"""What has to be true when the story has been told, whichever way; asked with plain git only.

Nothing here comes from git split: the expected files are put together from those of the original
commits by replacing text, and the expected upper commits are made by ``git rebase``.
"""

from __future__ import annotations

import re

from fixtures.story import BASE, EMAIL, NAME, SERIES
from tests.e2e.place import Place

SUBJECTS = [
    "Wait for quiet before stopping the base",
    "Make the directories before anything is written",
    "Ask for the process of a service in one place",
    "Start services again that have died",
    "Tell since when a service is up",
]

TARGET_ID = "I7d1c0f5e2b9a48c6e3f0d7a1b2c49586e0f3a7d2"
UPPER_IDS = [
    "I02b8e61fd4a7c93558e0f1b6da7c2e9410835bd6",
    "Ie95a3c2047f1d86bb30c5e7f92a1840d6cb7e315",
]
SIGNED = f"Signed-off-by: {NAME} <{EMAIL}>"
TARGET_DATE = "2024-04-16T18:40:05+02:00"
DATES = [*[TARGET_DATE] * 3, "2024-04-17T10:03:51+02:00", "2024-04-17T15:27:09+02:00"]

_OPEN = 'exec 3>>"$log"\n'
_MAKE = """\
# All that run.sh writes to, before the first service is touched.
for dir in "$state/run" "$state/log" "$state/spool"; do
\t[ -d "$dir" ] || mkdir -p -m 0750 "$dir"
done
"""
_SERVICES = "# The names of all services, in the order in which they start.\n"
_PID_OF = """\
# The process of a service, or nothing where there is none.
pid_of() {
\t[ -f "$state/run/$1.pid" ] || return 0
\tcat "$state/run/$1.pid"
}

"""
_CAT = '$(cat "$state/run/$1.pid" 2>/dev/null || true)'


def assert_told(story: Place) -> None:
    """Assert that the branch holds the five commits, and the work tree what was dropped."""
    series = story.lines("rev-list", "--reverse", f"{BASE}..HEAD")
    assert len(series) == 5
    assert story.git("symbolic-ref", "HEAD") == "refs/heads/new-machine"
    assert story.git("rev-parse", "main", f"{series[0]}^").split() == [BASE, BASE]
    assert story.git("fsck", "--strict", "--no-dangling") == ""
    assert_files(story, series)
    assert_upper(story, series)
    assert_people(story, series)
    assert_messages(story, series)
    assert_left_over(story, series)


def assert_files(story: Place, series: list[str]) -> None:
    """Assert what each of the three parts changes, and each of the upper two."""
    changed = [story.lines("diff", "--name-status", f"{oid}^", oid) for oid in series]
    assert changed == [
        ["M\tstop-base"],
        ["M\trun.sh"],
        ["M\trun.sh"],
        ["M\trun.sh", "A\ttend.cron"],
        ["M\tREADME", "M\trun.sh"],
    ]
    moved, asked = expected(story)
    assert story.file(series[0], "stop-base") == story.file(SERIES[0], "stop-base")
    assert story.file(series[1], "run.sh") == moved
    assert story.file(series[2], "run.sh") == asked
    for oid in series:
        for script in ("run.sh", "stop-base", "check-conf"):
            done = story.run("sh", "-n", "-c", story.file(oid, script))
            assert done.returncode == 0, (oid, script, done.stderr)
            assert story.git("ls-tree", oid, script).startswith("100755 blob ")


def expected(story: Place) -> tuple[str, str]:
    """``run.sh`` as the second and as the third part have it, by replacing text."""
    old = story.file(BASE, "run.sh")
    moved = _replace(_replace(old, _OPEN + "\n", ""), _MAKE + "\n", "")
    moved = _replace(moved, _SERVICES, _MAKE + _OPEN + "\n" + _SERVICES)
    asked = _replace(_replace(moved, _SERVICES, _PID_OF + _SERVICES), _CAT, '$(pid_of "$1")', 8)
    return moved, asked


def assert_upper(story: Place, series: list[str]) -> None:
    """Assert that the upper commits are what git itself makes of them, and say the same."""
    again = story.git(
        "range-diff", "--no-color", "-s", f"{SERIES[0]}..{SERIES[2]}", f"{series[2]}..{series[4]}"
    )
    assert re.findall(r"^\d: +\w+ (.) \d:", again, re.MULTILINE) == ["=", "="]
    story.git("worktree", "add", "-q", "--detach", "../by-git", SERIES[2])
    try:
        story.git("-C", "../by-git", "rebase", "-q", "--onto", series[2], SERIES[0])
        by_git = story.lines("-C", "../by-git", "log", "--reverse", "--format=%T", "-2")
    finally:
        story.git("worktree", "remove", "--force", "../by-git")
    assert story.lines("log", "--reverse", "--format=%T", "-2") == by_git


def assert_people(story: Place, series: list[str]) -> None:
    """Assert that author and author date are the original's everywhere."""
    people = story.lines("log", "--reverse", "--format=%an <%ae> %aI", f"{BASE}..{series[-1]}")
    assert people == [f"{NAME} <{EMAIL}> {date}" for date in DATES]
    committers = story.lines("log", "--reverse", "--format=%cn <%ce>", f"{BASE}..{series[-1]}")
    assert committers == [f"{NAME} <{EMAIL}>"] * 5


def assert_messages(story: Place, series: list[str]) -> None:
    """Assert the subjects, and to which commit each trailer went."""
    assert story.lines("log", "--reverse", "--format=%s", f"{BASE}..") == SUBJECTS
    trailers = [story.lines("log", "-1", "--format=%(trailers:only,unfold)", oid) for oid in series]
    trailers = [[line for line in block if line] for block in trailers]
    found = [line for block in trailers for line in block if line.startswith("Change-Id: ")]
    ids = [line.removeprefix("Change-Id: ") for line in found]
    assert ids[2:] == [TARGET_ID, *UPPER_IDS]
    assert len(set(ids)) == 5
    assert all(re.fullmatch("I[0-9a-f]{40}", change_id) for change_id in ids)
    assert sorted(trailers[0]) == sorted([f"Change-Id: {ids[0]}", SIGNED])
    assert sorted(trailers[1]) == sorted([f"Change-Id: {ids[1]}", SIGNED])
    assert sorted(trailers[2]) == sorted(["Closes-Bug: #1207", f"Change-Id: {TARGET_ID}", SIGNED])
    assert trailers[3:] == [[f"Change-Id: {change_id}"] for change_id in UPPER_IDS]


def assert_left_over(story: Place, series: list[str]) -> None:
    """Assert that the removal is in no commit, and in the work tree it is, unstaged."""
    exits = [
        sum(story.file(oid, path).count("exit 0\n") for path in ("run.sh", "check-conf"))
        for oid in (BASE, *series)
    ]
    assert exits == [3] * 6
    assert story.lines("status", "--short") == [" M check-conf", " M run.sh"]
    staged = story.git("write-tree")
    assert staged == story.git("rev-parse", "HEAD^{tree}")
    story.git("diff", "--quiet", SERIES[2])
    dropped = story.lines("diff", "-U0", "--no-color")
    changes = [line[1:] for line in dropped if re.match(r"[-+](?![-+])", line)]
    assert len(changes) == 15
    assert changes.count("\texit 0") == 3
    assert not any(line.startswith("+") and not line.startswith("+++") for line in dropped)


def _replace(text: str, old: str, new: str, times: int = 1) -> str:
    assert text.count(old) == times, (text.count(old), old)
    return text.replace(old, new)
