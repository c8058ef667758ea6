"""SIGKILL at every kind of system call that changes a file of the repository, of git and git split.

Between two such calls the files stay as they are, so these are all the states that a kill leaves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.scenes import Run, Scene, Tracer, make_scene, tracing
from tests.support.splits import opened, split, undo

#: Into how many tests the steps of a scene are shared out.
SHARES = 3
#: How many steps it takes to write a loose object.
OBJECT = 6
#: How many steps a run may have less than another, as it has to make fewer directories.
SPARE = 4
SCENES = ("split", "edit", "resolve", "undo")


@pytest.fixture(scope="module")
def tracer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracer]:
    """One tracing process for all tests here."""
    with tracing(tmp_path_factory.mktemp("tracer")) as made:
        yield made


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Scene:
    """The scene that the test is for."""
    name = request.getfixturevalue("name")
    assert isinstance(name, str)
    return make_scene(name, tmp_path)


def assert_intact(scene: Scene) -> None:
    """Right after the kill: every branch is at an old or a new tip, nothing is broken."""
    seen = scene.seen()
    now, old, new = (state[0] for state in (seen, scene.before, scene.after))
    for name in ("refs/heads/main", "refs/heads/other", "HEAD", "@HEAD"):
        assert now[name] in (old[name], new[name])
    for path in {*scene.before[2], *scene.after[2]}:
        assert seen[2].get(path) in (scene.before[2].get(path), scene.after[2].get(path))
    scene.repo.check()


def assert_mended(scene: Scene) -> None:
    """The next git split finds the old or the new history, whole, and can go on from there.

    That is tried once for all kills that leave the same files.
    """
    a_while_ago = time.time() - 60
    for path in (*map(Path, scene.locks()), Path("split/journal")):
        if (scene.repo.path / ".git" / path).exists():
            os.utime(scene.repo.path / ".git" / path, (a_while_ago, a_while_ago))
    left = scene.left()
    if left in scene.mended:
        return
    scene.mended.add(left)
    with opened(scene.repo, scene.target):
        state = scene.seen()
    assert state in (scene.before, scene.after)
    assert scene.locks() == []
    is_split = any(name.startswith("refs/split/undo/") for name in state[0])
    if is_split:
        undo(scene.repo)
    else:
        split(scene.repo, scene.target, scene.plan)
    assert scene.seen() == (scene.before if state == scene.after else scene.after)
    assert scene.locks() == []


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", SCENES)
def test_killed_with_all_it_started_it_leaves_the_old_or_the_new_history(
    scene: Scene, tracer: Tracer, tmp_path: Path, name: str, share: int
) -> None:
    """Nothing of it is left to change a file: a copy from before a step is what the kill leaves."""
    steps = scene.record(tracer, tmp_path / "copies", (share, SHARES))
    assert len(steps) > {"split": 60, "edit": 60, "resolve": 35, "undo": 35}[name]
    for step in _distinct(steps):
        if step % SHARES != share:
            continue
        scene.reset(tmp_path / "copies" / str(step))
        assert_intact(scene)
        assert_mended(scene)


@pytest.mark.usefixtures("name")
@pytest.mark.parametrize("name", SCENES)
def test_a_kill_of_all_leaves_what_was_there_before_the_step(
    scene: Scene, tracer: Tracer, tmp_path: Path
) -> None:
    steps = scene.record(tracer)
    at_the_refs = next(n for n, step in enumerate(steps, 1) if "refs/heads/" in step) + 1
    scene.reset()
    share = (at_the_refs % SHARES, SHARES)
    run = tracer.run(scene, at_the_refs, copies=tmp_path / "copies", share=share)
    assert run.status == -9
    left = scene.seen(), scene.locks()
    assert left[1]
    scene.reset(tmp_path / "copies" / str(at_the_refs))
    assert (scene.seen(), scene.locks()) == left


@pytest.mark.parametrize("name", SCENES)
def test_killed_alone_it_leaves_what_git_makes_of_it(
    scene: Scene, tracer: Tracer, name: str
) -> None:
    steps = [step for step in scene.record(tracer) if step.startswith("python ")]
    assert len(steps) >= 5
    for step in range(1, len(steps) + 1):
        scene.reset()
        run = tracer.run(scene, step, "python")
        assert run.status == -9, (name, step, run)
        assert_intact(scene)
        assert_mended(scene)


def _distinct(steps: Sequence[str]) -> list[int]:
    """The numbers of the steps, from 1, without those of all loose objects but the first and last.

    Each object takes the same steps, and to git split it is the same how many are there.
    """
    objects = [n for n, step in enumerate(steps, 1) if " .git/objects/" in step]
    alike = {*objects[OBJECT:-OBJECT]}
    return [n for n in range(1, len(steps) + 1) if n not in alike]


def _of_git(steps: Iterable[str]) -> list[str]:
    return [step for step in steps if step.startswith("git ")]


def assert_told(scene: Scene, run: Run) -> None:
    """git split outlived its git, says how it went, and that is so."""
    state = scene.seen()
    assert scene.locks() == []
    assert "Traceback" not in run.err
    if run.status:
        assert run.status == 1
        assert run.err.removeprefix(scene.note).startswith("fatal: ")
        assert state == scene.before, run
    else:
        assert run.err == scene.note
        assert state == scene.after, run


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", SCENES)
def test_when_a_git_command_is_killed_it_says_so_or_goes_on(
    scene: Scene, tracer: Tracer, name: str, share: int
) -> None:
    steps = _of_git(scene.record(tracer))
    assert len(steps) > {"split": 55, "edit": 55, "resolve": 35, "undo": 25}[name]
    for step in _distinct(steps)[share::SHARES]:
        scene.reset()
        run = tracer.run(scene, step, "git")
        if not run.killed:  # objects have ids of their time: a directory less had to be made
            assert len(_of_git(run.steps)) < step
            assert step > len(steps) - SPARE, (step, run)
            continue
        assert_intact(scene)
        assert_told(scene, run)
        assert_mended(scene)
