"""The steps by which the files that are checked out follow a rewrite."""

from __future__ import annotations

from splitter.core.diff.model import Side
from splitter.core.diff.paths import quote, some
from splitter.core.objects.tree import Entry
from splitter.core.options import DroppedChanges
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.plan.resolutions import Taken
from splitter.core.plan.summary import edited_paths, paths
from splitter.core.rewrite.files import FileStep
from splitter.errors import StateRefused
from splitter.gitio.git.objects import Objects
from splitter.gitio.refs.checkout import REGULAR, SYMLINK
from splitter.gitio.refs.files import Change, Moved, merged, plan_steps
from splitter.gitio.rewrite.commits import builder
from splitter.gitio.rewrite.merges import Differences


def steps_after(
    objects: Objects, plan: Plan, differences: Differences, dropped: DroppedChanges
) -> tuple[FileStep, ...]:
    """The steps by which files follow edits for good, and dropped changes that are discarded.

    A file with dropped changes whose conflict is resolved by a text follows that text, too.
    ``differences`` are those of the commit that is checked out.  Raises StateRefused where
    uncommitted changes conflict, where it cannot be said how much of a difference is dropped, and
    where a submodule's change would be discarded.
    """
    moves: dict[bytes, Moved] = {}
    committed: dict[bytes, Entry | None] = {}
    unclear: list[bytes] = []
    edited = edited_paths(plan)
    is_kept = dropped is DroppedChanges.KEEP
    others = frozenset(paths(plan, DROPPED) if is_kept else ()) - edited.keys()
    resolved = written_by_hand(plan)
    for path, (was, becomes) in differences.items():
        change: Change | None = (was, becomes)
        if path in others or (is_kept and not edited):
            follows = _resolved(objects, plan, path, (was, becomes)) if path in resolved else None
            if follows is not None:
                committed[path] = was
                moves[path] = Moved(follows, follows)
            continue
        if is_kept:
            change = _kept(objects, plan, edited.get(path), path, (was, becomes))
        elif not all(one is None or one.mode in (*REGULAR, SYMLINK) for one in (was, becomes)):
            change = None
        if change is None:
            unclear.append(path)
        else:
            committed[path] = was
            moves[path] = Moved(change, change)
    if unclear:
        names = some([quote(path) for path in unclear])
        raise _refusal(names, is_kept)
    return plan_steps(objects, moves, committed)


def written_by_hand(plan: Plan) -> frozenset[bytes]:
    """The paths of the conflicts that are resolved by a text."""
    return frozenset(one.path for one in plan.resolutions if one.taken is Taken.TEXT)


def _resolved(objects: Objects, plan: Plan, path: bytes, change: Change) -> Change | None:
    """The change of a clean file whose conflict is resolved by a text; None to leave it.

    It becomes that of the new commit, with the dropped changes that do not stand where the text
    does: about these it has decided.
    """
    was, becomes = change
    number = plan.patch.numbers.get(path)
    if number is None or not (was and becomes and was.mode == becomes.mode):
        return None
    side = builder(objects).with_dropped(plan, number)
    oid = side and _with_dropped_beside(objects, plan, path, becomes, side)
    return (was, Entry(was.mode, bytes.fromhex(oid))) if oid else None


def _with_dropped_beside(
    objects: Objects, plan: Plan, path: bytes, becomes: Entry, side: Side
) -> str | None:
    """The blob of a file of the new commit with the dropped changes of ``side``; None for none.

    Where resolutions have other lines in their place, these stay.
    """
    end = builder(objects).ending(plan).get(path)
    if end is None:
        return None
    return merged(objects, becomes.oid.hex(), end.oid.hex(), side.oid, "--ours")


def _refusal(names: str, is_kept: bool) -> StateRefused:
    if is_kept:
        return StateRefused(
            f"{names} in the working tree cannot follow the edits for good; nothing was changed",
            "check out another commit, which the split does not change; then split again",
        )
    return StateRefused(
        f"the dropped changes of {names} cannot be discarded, as with submodules;"
        " nothing was changed",
        "keep the dropped changes: --dropped=keep",
    )


def _kept(
    objects: Objects, plan: Plan, number: int | None, path: bytes, change: Change
) -> Change | None:
    """The change of a clean file of the working tree that keeps dropped changes; None if unclear.

    It becomes that of the new commit, with the dropped changes of it.  ``number`` is that of the
    file where it is edited for good.
    """
    was, becomes = change
    if number is not None and plan.patch.files[number].created and becomes:
        return change
    if not (was and becomes and was.mode == becomes.mode):
        return None
    if not plan.tally(DROPPED):
        return change
    if number is None:
        return None
    if DROPPED not in plan.assignment[number]:
        return change
    file = plan.patch.files[number]
    side = builder(objects).with_dropped(plan, number)
    if file.new is None or side is None:
        return None
    oid = merged(objects, was.oid.hex(), file.new.oid, side.oid)
    if oid is None and plan.resolutions:
        oid = _with_dropped_beside(objects, plan, path, becomes, side)
    return None if oid is None else (was, Entry(was.mode, bytes.fromhex(oid)))
