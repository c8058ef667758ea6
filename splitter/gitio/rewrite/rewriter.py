"""Rewriting history: everything built and proved in memory first, then written in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.paths import some
from splitter.core.message.trailers import parse_message
from splitter.core.objects.commit import parse_commit
from splitter.core.objects.pack import Delta, Object
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.plan.planfile.write import write_plan
from splitter.core.plan.summary import describe_end, end_paths, paths
from splitter.core.rewrite.commits import RewrittenPart, StackedCommit
from splitter.core.rewrite.conflicts import Conflicted, ConflictsFound
from splitter.core.rewrite.files import FileStep
from splitter.core.rewrite.refs import ANY, ORIG_HEAD, RefUpdate, pushed, short
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.errors import PlanRefused, RestackConflict, SplitError
from splitter.gitio import rewrite as rewriting
from splitter.gitio.git.hooks import ignored, message_hooks, run_post_rewrite
from splitter.gitio.git.later import Later
from splitter.gitio.git.notes import copy_notes
from splitter.gitio.git.objects import IsCancelled, Objects, never
from splitter.gitio.git.repository import Repository
from splitter.gitio.git.signing import signer
from splitter.gitio.read.state import refuse_operation
from splitter.gitio.read.worktrees import (
    Advice,
    left_behind,
    named_from_anywhere,
    other_worktrees,
    refuse_in_use,
)
from splitter.gitio.refs.files import place_files, refuse_changed
from splitter.gitio.refs.index import following_index
from splitter.gitio.refs.reach import unreached
from splitter.gitio.refs.refs import (
    branches_containing,
    containing,
    head_update,
    read_peeled,
    read_refs,
)
from splitter.gitio.refs.unseen import unseen
from splitter.gitio.rewrite.commits import CommitBuilder
from splitter.gitio.rewrite.merges import Differences
from splitter.gitio.rewrite.restack import Restack, count_stack, read_stack, start_transplant
from splitter.gitio.rewrite.working_tree import steps_after, written_by_hand
from splitter.gitio.undo.journal import uninterrupted, writing
from splitter.gitio.undo.records import Kept, read_records, record_updates, remember

#: What helps where a ref must not move.
_ADVICE = Advice(
    elsewhere="; or move only HEAD's branch: --update-refs=head", attached="split again"
)


class Written(Struct, frozen=True):
    """The warnings after a rewrite was written.

    ``warnings`` are from notes and hooks; ``hidden`` has one warning for each reason why ``git
    status`` does not show dropped changes as uncommitted changes.
    """

    warnings: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


class Built(Struct, frozen=True):
    """The commits of a plan and of its stack, as pending objects."""

    plan: Plan
    above: tuple[StackedCommit, ...]
    parts: tuple[RewrittenPart, ...]
    renamed: Mapping[str, str]
    emptied: tuple[StackedCommit, ...]
    undecided: tuple[StackedCommit, ...]
    differing: frozenset[str]
    differences: Mapping[str, Differences]
    resolved: Mapping[tuple[str, bytes], Conflicted]
    pending: Mapping[str, Object | Delta]


@dataclass(slots=True)
class Rewriter:
    """Rewrites the history above a target.

    ``verify`` is whether the commit-msg hook runs, ``empty`` whether commits that become empty are
    kept (``keep``) or left out (``drop``) where the plan does not say; None if nobody has chosen:
    then they are kept.  ``built`` are the commits that were made last.  They
    are used again for the same plan and the same stack, unless hooks ran; all else is read again.
    """

    repository: Repository
    target: Target
    verify: bool
    empty: EmptyCommits | None = None
    built: Built | None = None

    def prepare(
        self,
        plan: Plan,
        update_refs: UpdatedRefs,
        dropped: DroppedChanges = DroppedChanges.KEEP,
        cancelled: IsCancelled = never,
        log: bytes = b"",
    ) -> Rewrite:
        """Build the whole rewrite in memory, and detect everything that could go wrong.

        ``dropped`` is what becomes of dropped changes in the working tree; ``log`` is the log of
        the draft, for an undo.  It may be called from any thread.  Raises any
        SplitError, Cancelled once ``cancelled``; the repository is untouched either way.
        """
        problem = next(plan.problems(), None)
        if problem:
            raise PlanRefused(problem.text, "fix the plan and try again")
        aside = self.repository.apart({})
        objects = Objects(aside, cancelled=cancelled)
        try:
            with Later(partial(read_peeled, self.repository)) as peeled:
                return self._prepare(plan, update_refs, dropped, objects, log, peeled)
        finally:
            aside.close()

    def commits_above(self, update_refs: UpdatedRefs) -> int:
        """The number of commits above the target that `prepare` rewrites."""
        followers = read_refs(self.repository).followers(update_refs)
        return count_stack(self.repository, self.target.oid, followers.values())

    def _prepare(
        self,
        plan: Plan,
        update_refs: UpdatedRefs,
        dropped: DroppedChanges,
        objects: Objects,
        log: bytes,
        peeled: Later[dict[str, str]],
    ) -> Rewrite:
        """Build the rewrite while git lists all refs."""
        repository = self.repository
        only_head = refuse_operation(repository, self.target.oid)
        refs = read_refs(repository)
        committer = repository.committer
        sign = signer(repository, committer)
        followers = refs.followers(UpdatedRefs.HEAD if only_head else update_refs)
        above = read_stack(repository, self.target.oid, followers.values())
        reached = {self.target.oid, *(stacked.oid for stacked in above)}
        tips = {name: oid for name, oid in followers.items() if oid in reached}
        if not tips:
            raise unreached(self.target.oid, update_refs, bool(refs.branches))

        hooks = message_hooks(repository, self.verify)
        builder = CommitBuilder(objects, self.target, plan, committer, sign, hooks)
        base = self._base(objects)
        rewritten = [StackedCommit(self.target.oid, self.target.commit), *above]
        below = [base] if base else []
        oldest = min(one.commit.committed for one in (*below, *rewritten))
        known = (self.target.oid, reached, oldest)
        with Later(lambda: containing(repository, peeled.result(), *known)) as later:
            try:
                built = self._build(builder, tuple(above))
            except RestackConflict as conflict:
                raise self._placed(conflict, tips, short(refs.head_branch)) from conflict
            renamed = built.renamed
            updates = tuple(
                RefUpdate(name, oid, renamed[oid]) for name, oid in sorted(tips.items())
            )
            refuse_in_use(repository, updates, self.target.oid, objects.read, _ADVICE)
            files = self._files(built, updates, dropped, objects)
            subject = f"split: {self.target.oid[:10]} into {len(built.parts)}"
            records = record_updates(
                objects,
                read_records(repository),
                subject,
                [named_from_anywhere(repository, update) for update in updates],
                committer,
                Kept(self.target.oid, write_plan(plan, self.target.oid), log),
            )
        standing = later.result()
        is_kept = dropped is DroppedChanges.KEEP
        left = [name for name in standing.branches if name in refs.branches and name not in tips]
        return Rewrite(
            plan=plan,
            parts=built.parts,
            above=built.above,
            renamed=renamed,
            updates=updates,
            records=tuple(records),
            refs=refs,
            tags=tuple(map(short, standing.tags)),
            remotes=tuple(map(short, standing.remotes)),
            branches=tuple(map(short, left)),
            standing={**standing.tags, **standing.remotes},
            detached=tuple(
                str(worktree.path) for worktree in left_behind(other_worktrees(repository), renamed)
            ),
            base=base,
            unsigned=0 if sign else sum(stacked.commit.signed for stacked in rewritten),
            emptied=built.emptied,
            undecided=built.undecided,
            uncommitted=is_kept
            and _leaves_dropped(built, refs.head, files)
            and not repository.bare,
            discards=not is_kept and bool(plan.tally(DROPPED)),
            cancelled_by=self._cancels(built, refs.head),
            objects=objects.pending,
            files=files,
            resolved=built.resolved,
            pushed=tuple(
                short(name)
                for name in pushed(
                    (update.name for update in updates), standing.remotes, repository.config
                )
            ),
        )

    def _build(self, builder: CommitBuilder, above: tuple[StackedCommit, ...]) -> Built:
        """The parts and the stack on them as pending objects: the last ones, or new ones."""
        objects, plan, built = builder.objects, builder.plan, self.built
        if built and not builder.hooks and (built.plan, built.above) == (plan, above):
            objects.pending.update(built.pending)
            return built
        self.built = None
        parts = builder.make()
        _refuse_known_change_ids(parts, above, parse_message(self.target.message).change_id)
        restack = self._restack(builder, parts[-1], above)
        built = Built(
            plan,
            above,
            tuple(parts),
            restack.renamed,
            tuple(restack.emptied),
            tuple(restack.undecided),
            restack.transplant.differing if restack.transplant else frozenset(),
            restack.transplant.differences if restack.transplant else {},
            restack.transplant.used if restack.transplant else {},
            dict(objects.pending),
        )
        self.built = None if builder.hooks else built
        return built

    def _files(
        self,
        built: Built,
        updates: Sequence[RefUpdate],
        dropped: DroppedChanges,
        objects: Objects,
    ) -> tuple[FileStep, ...]:
        """The steps by which the files that are checked out here follow the rewrite."""
        discards = dropped is DroppedChanges.DISCARD and built.plan.tally(DROPPED)
        plan = built.plan
        by_hand = plan.tally(DROPPED) and written_by_hand(plan)
        follows = discards or plan.edited_for_good or by_hand
        head = head_update(self.repository, updates) if follows else None
        if head is None or self.repository.bare:
            return ()
        return steps_after(objects, built.plan, built.differences.get(head.old, {}), dropped)

    def _cancels(self, built: Built, head: str) -> StackedCommit | None:
        """The commit up to HEAD that reverts the changes dropped below it, or None."""
        is_dropped = built.plan.tally(DROPPED) and self.target.oid in built.differing
        if head in built.differing or not is_dropped:
            return None
        known = {stacked.oid: stacked for stacked in built.above}
        at = known.get(head)
        while at:
            parents = [parent for parent in at.commit.parents if parent in built.renamed]
            if any(parent in built.differing for parent in parents):
                return at
            at = known.get(parents[0])
        return None

    def _placed(
        self, conflict: RestackConflict, tips: Mapping[str, str], head: str
    ) -> RestackConflict:
        """A conflict with a commit above, with the names of its branches."""
        if isinstance(conflict, ConflictsFound):
            placed = ConflictsFound(
                [
                    replace(one, branches=self._branches_of(one.commit.oid, tips))
                    for one in conflict.conflicts
                ],
                conflict.end,
                conflict.advice,
                names_path=conflict.names_path,
            )
            placed.resolved = conflict.resolved
            placed.is_elsewhere = all(head not in one.branches for one in placed.conflicts)
            return placed
        oid = conflict.commit
        names = some(list(self._branches_of(oid, tips))) if oid else ""
        hint = f"it is on {names}: {conflict.hint}" if names else conflict.hint
        return RestackConflict(str(conflict), hint, conflict.paths, oid)

    def _branches_of(self, oid: str, tips: Mapping[str, str]) -> tuple[str, ...]:
        """The short names of the branches that move and contain a commit."""
        return tuple(map(short, branches_containing(self.repository, oid, tips)))

    def _base(self, objects: Objects) -> StackedCommit | None:
        parents = self.target.commit.parents
        return (
            StackedCommit(parents[0], parse_commit(objects.read(parents[0]))) if parents else None
        )

    def _restack(
        self, builder: CommitBuilder, last: RewrittenPart, above: Sequence[StackedCommit]
    ) -> Restack:
        objects, plan = builder.objects, builder.plan
        renamed = {self.target.oid: last.oid}
        answers = {one.commit: one.action for one in plan.emptied}
        restack = Restack(objects, builder.committer, builder.sign, renamed, self.empty, answers)
        if plan.changes_end:
            target = (self.target.oid, self.target.commit.tree)
            restack.transplant = start_transplant(
                objects,
                target,
                (last.oid, last.commit.tree),
                end_paths(plan),
                describe_end(plan),
                _advice_on_conflict(plan),
                plan.resolutions,
            )
        restack.run(above)
        return restack

    def store(self, rewrite: Rewrite) -> None:
        """Write the new objects, and nothing that refers to them."""
        Objects(self.repository, dict(rewrite.objects)).store()

    def write(self, rewrite: Rewrite) -> Written:
        """Write the rewrite: the objects, the index, the refs, then notes and the hook.

        Raises RefsMoved where a ref is no longer where it was; then nothing has changed.
        """
        repository = self.repository
        updates = list(rewrite.updates)
        if rewrite.refs.head in rewrite.renamed:
            updates.append(RefUpdate(ORIG_HEAD, ANY, rewrite.refs.head))
        plan, files = rewrite.plan, rewrite.files
        dropped = plan.tally(DROPPED)
        head = head_update(repository, rewrite.updates) if plan.changes_end else None
        hidden: list[str] = []
        warnings: list[str] = []
        moved = False
        try:
            with writing(repository) as journal:
                self.store(rewrite)
                with following_index(repository, head, journal.path, b"", files) as following:
                    made = remember(repository, rewrite.records[0], following.memory, files)
                    records = [made, *rewrite.records[1:]]  # whoever finds the record goes on
                    refuse_in_use(repository, rewrite.updates, self.target.oid, self._read, _ADVICE)
                    refuse_changed(repository, files)
                    with uninterrupted():
                        journal.move([*records, *updates], f"split: {self.target.subject}")
                        moved = True
                        following.place()
                        warnings += place_files(repository, files)
            if dropped and not rewrite.discards:
                names = paths(rewrite.plan, DROPPED)
                hidden = unseen(repository, self.target.oid, names, head, following)
            warnings += self._follow_up(rewrite)
        except (KeyboardInterrupt, SplitError) as error:
            if not moved:
                raise
            why = str(error) or "interrupted"
            warnings.append(
                f"{why}; notes may not be copied, the post-rewrite hook may not have run"
            )
        return Written(tuple(line for line in warnings if line), tuple(hidden))

    def _read(self, oid: str) -> bytes:
        return self.repository.object(oid)[1]

    def _follow_up(self, rewrite: Rewrite) -> list[str]:
        """Copy the notes, and run the post-rewrite hook.  Returns their warnings.

        There is one, too, for each hook that did not run because it is not executable.
        """
        rewritten = [(old, new) for old, new in rewrite.renamed.items() if old != self.target.oid]
        notes = [(self.target.oid, rewrite.heir.oid), *rewritten]
        warnings = [copy_notes(self.repository, notes)]
        by_heir = sorted(rewrite.parts, key=lambda part: part is rewrite.heir)
        pairs = [*((self.target.oid, part.oid) for part in by_heir), *rewritten]
        warnings.append(run_post_rewrite(self.repository, pairs))
        if rewrite.resolved:
            rewriting.conflicts.remember_resolutions(self.repository, rewrite)
        return [*warnings, *ignored(self.repository, self.verify)]


def _leaves_dropped(built: Built, head: str, files: Iterable[FileStep]) -> bool:
    """True if what is dropped is no longer in a commit, and a file still has some of it.

    ``files`` are the steps by which files follow.
    """
    if not built.plan.tally(DROPPED) or head not in built.differing:
        return False
    found = built.differences.get(head, {})
    same = {one.path for one in files if one.path in found and one.after == found[one.path][1]}
    return not found or not same.issuperset(found)


def _advice_on_conflict(plan: Plan) -> str:
    """The hint for a commit above that needs lines that the end result no longer has."""
    if not plan.edited_for_good:
        return "assign that change to a part"
    edit = "end the edit in a later part"
    return f"assign that change to a part, {edit}" if plan.tally(DROPPED) else edit


def _refuse_known_change_ids(
    parts: Iterable[RewrittenPart], above: Iterable[StackedCommit], kept: str
) -> None:
    """Exactly one commit may carry a Change-Id, unless the target's was ``kept`` twice before."""
    ids: dict[str, RewrittenPart] = {}
    for part in parts:
        change_id = part.message.change_id
        if change_id and change_id in ids:
            raise PlanRefused(
                f"two parts have the Change-Id {change_id}", "remove it from one of the messages"
            )
        ids[change_id] = part
    ids = {change_id: part for change_id, part in ids.items() if change_id not in ("", kept)}
    for stacked in above:
        if any(change_id.encode() in stacked.commit.message for change_id in ids):
            known = parse_message(stacked.commit.text).change_id
            if known in ids:
                raise PlanRefused(
                    f"a part has the Change-Id of {stacked.oid[:10]} above it: {known}",
                    "remove it from the message of the part",
                )
