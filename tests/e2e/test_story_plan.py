"""The story through its plan file, told by the installed program, and checked with plain git."""

from __future__ import annotations

import io
import subprocess
import sys
import tomllib
from pathlib import Path

from fixtures import story as fixture
from fixtures.story import BASE, PLAN, SERIES
from tests.e2e.outcome import SUBJECTS, TARGET_ID, assert_told
from tests.e2e.place import Place


def test_story_is_built_with_the_same_ids_everywhere(story: Place, tmp_path: Path) -> None:
    assert story.lines("rev-list", "--reverse", "HEAD") == [BASE, *SERIES]
    script = Path(fixture.__file__)
    elsewhere = tmp_path / "elsewhere"
    personal = {"TZ": "Asia/Tokyo", "GIT_AUTHOR_NAME": "Somebody", "GIT_DIR": "/nowhere"}
    subprocess.run(
        [sys.executable, script, elsewhere], env={**story.env, **personal}, check=True, timeout=60
    )
    assert story.lines("-C", str(elsewhere), "rev-list", "--reverse", "HEAD") == [BASE, *SERIES]
    again = subprocess.run(
        [sys.executable, script, elsewhere], env=story.env, check=False, capture_output=True
    )
    assert again.returncode == 1
    assert b"not empty" in again.stderr


def test_story_through_its_plan(story: Place) -> None:
    done = story.split("--plan", PLAN, "HEAD~2")
    assert (done.returncode, done.stderr) == (0, "")
    assert_told(story)
    for subject in SUBJECTS[:3]:
        assert subject in done.stdout
    assert f"(keeps {TARGET_ID[:9]})" in done.stdout
    assert "Rewrote 2 commits above." in done.stdout
    assert story.lines("rev-parse", "ORIG_HEAD") == [SERIES[2]]


def test_story_through_a_plan_on_standard_input(story: Place) -> None:
    done = story.split("--plan", "-", "new-machine~2", stdin=PLAN.read_text())
    assert (done.returncode, done.stderr) == (0, "")
    assert_told(story)


def test_story_from_a_subdirectory_with_the_stack_checked_out_nowhere(story: Place) -> None:
    story.git("checkout", "-q", "main")
    below = story.directory / "below"
    below.mkdir()
    done = Place(below, story.env).split("--plan", PLAN, SERIES[0])
    assert done.returncode == 0, done.stderr
    assert story.lines("log", "--reverse", "--format=%s", "main..new-machine") == SUBJECTS
    assert story.lines("status", "--short") == []
    story.git("checkout", "-q", "new-machine")
    story.git("restore", "--source", SERIES[2], ".")
    assert_told(story)


def test_a_dirty_tree_stays_as_it_is(story: Place) -> None:
    readme = story.directory / "README"
    readme.write_text(readme.read_text() + "\nstaged\n")
    story.git("add", "README")
    readme.write_text(readme.read_text() + "\nnot staged\n")
    (story.directory / "new").write_text("untracked\n")
    before = readme.read_bytes()
    done = story.split("--plan", PLAN, "HEAD~2")
    assert (done.returncode, done.stderr) == (0, "")
    status = story.lines("status", "--short")
    assert status == ["MM README", " M check-conf", " M run.sh", "?? new"]
    assert readme.read_bytes() == before
    assert "staged" in story.git("show", ":README")


def test_undo_puts_everything_back(story: Place) -> None:
    before = _everything(story)
    assert story.split("--plan", PLAN, "HEAD~2").returncode == 0
    assert _everything(story) != before
    done = story.split("--undo")
    assert (done.returncode, done.stderr) == (0, "")
    assert _everything(story) == before
    assert story.lines("status", "--short") == []
    again = story.split("--undo")
    assert again.returncode == 1
    assert again.stderr.startswith("fatal: there is no split to undo\n")


def test_undo_is_refused_when_the_branch_has_moved(story: Place) -> None:
    assert story.split("--plan", PLAN, "HEAD~2").returncode == 0
    story.git("commit", "-q", "--allow-empty", "-m", "More")
    before = _everything(story)
    done = story.split("--undo")
    assert done.returncode == 1
    assert done.stderr.startswith("fatal: new-machine moved since the split")
    assert _everything(story) == before


def test_dry_run_moves_nothing_and_prints_what_update_ref_reads(story: Place) -> None:
    before = _everything(story)
    done = story.split("--dry-run", "--plan", PLAN, "HEAD~2")
    assert done.returncode == 0
    assert _everything(story) == before
    assert done.stdout.startswith("update refs/heads/new-machine ")
    assert done.stdout.count("\n") == 1
    for subject in SUBJECTS[:3]:
        assert subject in done.stderr
    story.git("update-ref", "--stdin", stdin=done.stdout)
    story.git("reset", "-q")
    assert_told(story)


def test_the_starting_plan_is_valid_and_is_no_split(story: Place) -> None:
    printed = story.split("--print-plan", "HEAD~2")
    assert (printed.returncode, printed.stderr) == (0, "")
    plan = tomllib.load(io.BytesIO(printed.stdout.encode()))
    assert plan["target"] == SERIES[0]
    files = [change["file"] for change in plan["part"][0]["changes"]]
    assert files == ["check-conf", *["run.sh"] * 9, "stop-base"]
    done = story.split("--plan", "-", "HEAD~2", stdin=printed.stdout)
    assert done.returncode == 1
    assert "everything is in part 1" in done.stderr


def test_a_starting_plan_filled_in_tells_the_story(story: Place) -> None:
    printed = story.split("--print-plan", "HEAD~2").stdout
    told = PLAN.read_text()
    head = printed[: printed.index("# All changes")]
    done = story.split("--plan", "-", "HEAD~2", stdin=head + told[told.index("[[part]]") :])
    assert (done.returncode, done.stderr) == (0, "")
    assert_told(story)


def test_other_branches_follow_unless_told_otherwise(story: Place) -> None:
    story.git("branch", "half", SERIES[1])
    story.git("tag", "read", SERIES[2])
    done = story.split("--update-refs=head", "--plan", PLAN, "HEAD~2")
    assert done.returncode == 0, done.stderr
    assert story.git("rev-parse", "half") == SERIES[1]
    assert story.split("--undo").returncode == 0
    done = story.split("--plan", PLAN, "HEAD~2")
    assert done.returncode == 0, done.stderr
    assert story.lines("log", "--reverse", "--format=%s", "main..half") == SUBJECTS[:4]
    assert story.git("rev-parse", "half") == story.git("rev-parse", "new-machine~1")
    assert story.git("rev-parse", "read") == SERIES[2]
    assert "Tags that stay on the old commits: read." in done.stdout
    assert_told(story)


def test_a_hook_of_the_repository_makes_the_change_ids(story: Place) -> None:
    hook = story.directory / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\n"
        'grep -q "^Change-Id: " "$1" && exit 0\n'
        'id=Ifeed$(git hash-object "$1" | cut -c 1-36)\n'
        'git interpret-trailers --in-place --trailer "Change-Id: $id" "$1"\n'
    )
    hook.chmod(0o755)
    done = story.split("--plan", PLAN, "HEAD~2")
    assert (done.returncode, done.stderr) == (0, "")
    assert_told(story)
    by_hook = story.lines("log", "--format=%s", "--grep=^Change-Id: Ifeed", f"{BASE}..")
    assert by_hook == [SUBJECTS[1], SUBJECTS[0]]


def _everything(place: Place) -> tuple[str, ...]:
    """Where all refs are, what is staged, and what the work tree looks like to git."""
    refs = place.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags")
    return (
        refs,
        place.git("symbolic-ref", "HEAD"),
        place.git("ls-files", "--stage"),
        place.git("diff", "HEAD"),
    )
