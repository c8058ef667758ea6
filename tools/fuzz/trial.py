"""One case after another: draw it, let the program split, and have it judged."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from splitter import session as sessions
from splitter.core.plan.planfile.complete import refuse_incomplete
from splitter.errors import RestackConflict, SplitError
from tools.fuzz.edits import draw_untouched, is_for_good, with_edits
from tools.fuzz.model import DIFF, File, read_files
from tools.fuzz.oracle import Case, Wrong
from tools.fuzz.place import History, Missing, Place, hermetic
from tools.fuzz.plans import Plan, draw_plan, write_plan
from tools.fuzz.scenes import Trees, built, draw_scene

#: Every so many-th case runs the program as a process of its own.
WHOLE = 20
#: How many plans are drawn for a small commit until one is a split.
DRAWS = 8
ROOT = Path(__file__).resolve().parents[2]
SPLIT, CONFLICT, NONE, FAILED = "split", "refused: a conflict above", "nothing to split", "failed"
ELSEWHERE = "refused: a branch of another working tree"
EMPTIED = "refused: a part that its edits leave empty"
#: How the program says so.
_EMPTY = ("changes nothing: its edit is", "has no changes", "everything is in part")
MISSING = "skipped: the source lacks an object"


@dataclass
class Outcome:
    """What became of a case; ``seconds`` is what the program took for it."""

    number: int
    target: str = ""
    kind: str = FAILED
    told: str = ""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something is wrong."""
        return self.kind == FAILED


@dataclass(frozen=True)
class Trials:
    """The cases of one seed on one repository; the same number is always the same case.

    ``share`` says how many of them, from 0 to 1, are tried in a scene (`scenes`), ``edited`` how
    many have edits.
    """

    source: Path
    history: History
    scratch: Path
    seed: int
    share: float = 0.0
    edited: float = 0.0

    def attempt(self, number: int) -> Outcome:
        """Try the case of that number."""
        chance = random.Random(f"{self.seed} {number}")
        outcome = Outcome(number)
        path = self.scratch / f"{os.getpid()}.git"
        try:
            place = Place(path, path) if path.exists() else Place.make(path, self.source)
            self._attempt(place, chance, outcome)
        except Missing:
            outcome.kind = MISSING
        except Exception as error:
            outcome.kind = FAILED
            outcome.told = "".join(traceback.format_exception(error, limit=-4))
        return outcome

    def _attempt(self, place: Place, chance: random.Random, outcome: Outcome) -> None:
        target, tip = self.history.pick(chance)
        outcome.target = target
        refs = {"refs/heads/main": tip, "refs/tags/stays": tip}
        refs |= self._more(chance, target)
        place.put(refs, tip if chance.random() < 0.1 else "")
        files = _files(place, target, self.history)
        plans = (draw_plan(files, chance) for _ in range(DRAWS))
        plan = next((plan for plan in plans if plan), None)
        if plan is None:
            outcome.kind = NONE
            return
        plan = self._edited(place, target, plan, outcome)
        aside = random.Random(f"{self.seed} {outcome.number} scene")
        scene = draw_scene(aside) if aside.random() < self.share else None
        below = next(iter(self.history.parents[target]), "")
        if scene is None or not below:
            self._split(place, plan, None, outcome)
            return
        outcome.notes.append(f"scene: {scene}")
        paths = [file.path for file in files]
        with built(scene, self.source, refs, below, paths, aside) as trees:
            self._split(trees.here, plan, trees, outcome)

    def _edited(self, place: Place, target: str, plan: Plan, outcome: Outcome) -> Plan:
        """The plan with edits, if the case has some."""
        chance = random.Random(f"{self.seed} {outcome.number} edits")
        if chance.random() >= self.edited:
            return plan
        touched = {side.path for file in plan.files for side in file.sides}
        listing = [one for path, one in place.tree(target).items() if path not in touched]
        untouched = draw_untouched(listing, chance)
        files = [*plan.files, *untouched]
        plain = {side.oid for file in files for side in file.sides if side.mode.startswith("100")}
        oids = sorted(plain - {""})
        found = with_edits(
            plan, untouched, dict(zip(oids, place.objects(oids), strict=True)), chance
        )
        if found.edits:
            outcome.notes.append("edits")
            for one in found.edits:
                outcome.notes.append(f"an edit until {one.until}")
            if any(is_for_good(one, found) for one in found.edits):
                outcome.notes.append("an edit for good")
            if any(not file.facts and not file.hunks for file in found.files):
                outcome.notes.append("edits of an untouched file")
            if any(one.layer for one in found.edits):
                outcome.notes.append("edits in layers")
        return found

    def _split(self, place: Place, plan: Plan, trees: Trees | None, outcome: Outcome) -> None:
        """Split by the plan, judge, and undo it."""
        before = place.refs()
        case = Case(place, outcome.target, plan, before)
        begun = time.monotonic()
        way = _as_process if outcome.number % WHOLE == WHOLE - 1 else _in_process
        try:
            conflict = way(place, outcome.target, write_plan(plan))
        except SplitError as error:
            if plan.edits and any(words in str(error) for words in _EMPTY):
                _check_refs(place, before, f"refused: {error}")
                outcome.kind = EMPTIED
                if not case.empties():
                    outcome.notes.append("a part is empty, as it seems")
                return
            if trees is None:
                raise
            trees.check_refused(str(error), drops=case.changes_end)
            _check_refs(place, before, f"refused: {error}")
            outcome.kind = ELSEWHERE
            return
        outcome.seconds = time.monotonic() - begun
        if conflict:
            _check_conflict(case, before, conflict, trees.objects if trees else ())
            outcome.kind = CONFLICT
            return
        if plan.edits and case.empties():
            raise Wrong("an edit leaves a part without a change, and it was written")
        case.judge()
        if trees:
            files = {one.file for one in plan.edits if is_for_good(one, plan)}
            paths = [side.path for file in files for side in plan.files[file].sides]
            trees.check_split(drops=plan.drops, edited=paths)
        _undo(place, whole=way is _as_process)
        _check_refs(place, before, "after the undo")
        if trees:
            trees.check_same()
        outcome.kind = SPLIT + (", with something dropped" if plan.drops else "")
        outcome.notes += case.notes

    def _more(self, chance: random.Random, target: str) -> Mapping[str, str]:
        """Now and then a second branch: at the target, beside it, or above it."""
        if chance.random() < 0.7:
            return {}
        above = self.history.children.get(target) or [target]
        below = self.history.parents[target] or [target]
        return {"refs/heads/other": chance.choice([target, *above, *below])}


def _files(place: Place, target: str, history: History) -> list[File]:
    below = history.parents[target]
    empty = place.git("hash-object", "-t", "tree", "--stdin").decode().strip()
    pair = (below[0] if below else empty, target)
    raw = place.git("diff-tree", *DIFF, "-z", "--raw", "--no-abbrev", *pair)
    return read_files(raw, place.git("diff-tree", *DIFF, "-p", "--no-color", *pair))


def _in_process(place: Place, target: str, text: str) -> str:
    """Split with the program's own functions.  Returns a conflict's words, or ""."""
    session = sessions.load(place.path, target)
    try:
        plan = session.read_plan(text)
        refuse_incomplete(plan, text)
        session.write(session.prepare(plan))
    except RestackConflict as error:
        return str(error)
    finally:
        session.close()
    return ""


def _as_process(place: Place, target: str, text: str) -> str:
    """Split with the command."""
    done = _command(place, ["--plan", "-", target], text)
    if done.returncode and "changes the same lines" in done.stderr:
        return done.stderr
    if done.returncode:
        raise SplitError(done.stderr)
    return ""


def _command(place: Place, words: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "splitter", *words],
        cwd=place.path,
        input=text,
        env=hermetic() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )


def _undo(place: Place, *, whole: bool) -> None:
    if not whole:
        sessions.undo(place.path)
    elif (done := _command(place, ["--undo"])).returncode:
        raise Wrong(f"--undo: {done.stderr}")


def _check_refs(place: Place, before: Mapping[str, str], when: str) -> None:
    if (now := place.refs()) != before:
        raise Wrong(f"{when}: the refs are {now}, not {before}")


def _check_conflict(
    case: Case, before: Mapping[str, str], told: str, objects: Sequence[str]
) -> None:
    """Nothing has changed, and there was a reason."""
    place = case.place
    if not case.changes_end:
        raise Wrong(f"a conflict though the end is the commit's: {told}")
    if place.refs() != before or list(place.own_objects()) != list(objects):
        raise Wrong(f"a conflict, but not everything is as it was: {told}")
