"""One split, from reading a commit to a rewritten history.

The screen and the command line reach git only through this.  `load` reads; `Session.prepare` finds
out everything that could go wrong and builds all new objects in memory; `Session.write` makes it
so.  `undo` puts the last split back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from splitter.core.message import Message, inheritance, parse_message
from splitter.core.patch import FilePatch, Patch
from splitter.core.plan import Plan, starting_plan
from splitter.core.planfile import read_plan, write_plan
from splitter.core.quote import quote
from splitter.core.rules import DROPPED
from splitter.errors import PlanRefused, RefsMoved, SplitError, StateRefused
from splitter.gitio.drafts import Drafts, drafts_of
from splitter.gitio.editor import edit_message
from splitter.gitio.hooks import installed, message_hooks, run_post_rewrite
from splitter.gitio.index import follow_index
from splitter.gitio.objects import Objects
from splitter.gitio.parts import Made, Workshop
from splitter.gitio.read import Target, decode, read_offered, read_patch, read_target
from splitter.gitio.records import new_record, read_records
from splitter.gitio.refs import (
    ORIG_HEAD,
    Refs,
    RefUpdate,
    move_refs,
    moved_since,
    read_refs,
    short,
    staying,
)
from splitter.gitio.repo import Repository, open_repository
from splitter.gitio.restack import Restack, Stacked, read_stack, start_carry
from splitter.gitio.sign import signer
from splitter.gitio.state import checked_out, refuse_operation


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A split that is ready to be written: nothing of it is in the repository yet.

    ``pairs`` are the old and the new ids of all commits rewritten, the target's with each part,
    the heir last.  ``tags`` and ``remotes`` contain the target and stay where they are.
    """

    plan: Plan
    parts: tuple[Made, ...]
    above: tuple[Stacked, ...]
    renamed: Mapping[str, str]
    updates: tuple[RefUpdate, ...]
    records: tuple[RefUpdate, ...]
    refs: Refs
    tags: tuple[str, ...]
    remotes: tuple[str, ...]
    unsigned: int
    objects: Objects

    @property
    def heir(self) -> Made:
        """The part that keeps the target's identity."""
        return next(part for part in self.parts if part.number == self.plan.heir)

    @property
    def dropped(self) -> str:
        """What leaves history, in words; "" for nothing."""
        return describe(self.plan, DROPPED)


@dataclass(frozen=True)
class Session:
    """A commit opened for splitting.  ``offered`` are the files the pathspecs let through.

    ``which`` says which refs follow (``branches`` or ``head``), ``verify`` whether the commit-msg
    hook has its say.
    """

    repository: Repository
    target: Target
    patch: Patch
    offered: frozenset[int]
    which: str
    verify: bool

    # Plans

    def start(self) -> Plan:
        """The plan one begins with: everything in the rest, under the target's message."""
        return starting_plan(self.patch, self.default_message)

    @property
    def default_message(self) -> str:
        """The target's message without the trailers, which are shared out by themselves."""
        return parse_message(self.target.message).body + "\n"

    @property
    def change_id(self) -> str:
        """The target's Change-Id, which the heir keeps; "" where it has none."""
        return parse_message(self.target.message).change_id

    def due(self, plan: Plan, number: int) -> str:
        """The trailers that a part gets beside what is written into its message."""
        texts = [plan.part(other).message for other in plan.order]
        due = inheritance(self.target.message, texts)
        text = plan.part(number).message or "-"
        whole = due.heir(text) if number == plan.heir else due.other(text)
        written = parse_message(text).trailers
        return "\n".join(t.text for t in whole.trailers if t not in written)

    def message_of(self, stacked: Stacked) -> Message:
        """The message of a commit above the target."""
        return parse_message(decode(stacked.commit))

    @property
    def _drafts(self) -> Drafts:
        return drafts_of(self.repository)

    def draft(self) -> Plan | None:
        """The plan that was left for this commit, if there is one that still fits."""
        text = self._drafts.read(self.target.oid)
        if text is None:
            return None
        try:
            return read_plan(text, self.patch, self.target.oid)
        except PlanRefused:
            return None

    def save_draft(self, plan: Plan) -> None:
        """Keep a plan for the next time this commit is opened.  Raises OSError."""
        self._drafts.write(self.target.oid, write_plan(plan, self.target.oid))

    def forget_draft(self) -> None:
        """Keep no plan for this commit."""
        self._drafts.remove(self.target.oid)

    # Writing

    def prepare(self, plan: Plan) -> Rewrite:
        """Build everything that a plan asks for, in memory, and find out all that could go wrong.

        Raises SplitError of every kind; the repository is untouched either way.
        """
        problem = next(plan.problems(), None)
        if problem:
            raise PlanRefused(problem.text, "mend the plan and try again")
        repository = self.repository
        only_head = refuse_operation(repository, self.target.oid)
        refs = read_refs(repository)
        committer = repository.run("var", "GIT_COMMITTER_IDENT").rstrip(b"\n")
        sign = signer(repository, committer)
        followers = refs.followers("head" if only_head else self.which)
        above = read_stack(repository, self.target.oid, followers.values())
        reached = {self.target.oid, *(stacked.oid for stacked in above)}
        tips = {name: oid for name, oid in followers.items() if oid in reached}
        if not tips:
            raise self._unreached(refs)

        objects = Objects(repository)
        hooks = message_hooks(repository, self.verify)
        workshop = Workshop(objects, self.target, plan, committer, sign, hooks)
        parts = workshop.make()
        _refuse_known_change_ids(parts, above, self.change_id)
        renamed = self._restack(objects, plan, parts, above, committer)
        updates = tuple(RefUpdate(name, oid, renamed[oid]) for name, oid in sorted(tips.items()))
        if plan.tally(DROPPED):
            self._refuse_other_worktrees(updates)
        subject = f"split: {self.target.oid[:10]} into {len(parts)}"
        records = new_record(objects, read_records(repository), subject, updates, committer)
        tags, remotes = staying(repository, self.target.oid)
        signed = [*above, Stacked(self.target.oid, self.target.commit)] if not sign else []
        return Rewrite(
            plan=plan,
            parts=tuple(parts),
            above=tuple(above),
            renamed=renamed,
            updates=updates,
            records=tuple(records),
            refs=refs,
            tags=tuple(map(short, tags)),
            remotes=tuple(map(short, remotes)),
            unsigned=sum(stacked.commit.signed for stacked in signed),
            objects=objects,
        )

    def _unreached(self, refs: Refs) -> StateRefused:
        holders = "no branch contains" if self.which == "branches" else "HEAD does not contain"
        hint = "check out a branch that has it, or make one: git branch <name> <commit>"
        if self.which == "head" and refs.branches:
            hint = "leave --update-refs=head out, or check out a branch that has it"
        return StateRefused(f"{holders} {self.target.oid[:10]}", hint)

    def _restack(
        self,
        objects: Objects,
        plan: Plan,
        parts: Sequence[Made],
        above: Iterable[Stacked],
        committer: bytes,
    ) -> dict[str, str]:
        last = parts[-1]
        restack = Restack(
            objects,
            committer,
            signer(self.repository, committer),
            {self.target.oid: last.oid},
        )
        if plan.tally(DROPPED):
            target = (self.target.oid, self.target.commit.tree)
            restack.carry = start_carry(
                objects, target, last.commit.tree, _paths(plan, DROPPED), describe(plan, DROPPED)
            )
        restack.run(above)
        return restack.renamed

    def _refuse_other_worktrees(self, updates: Iterable[RefUpdate]) -> None:
        """A work tree elsewhere would not match its branch any more once something is dropped."""
        elsewhere = checked_out(self.repository)
        for update in updates:
            if update.name in elsewhere:
                raise StateRefused(
                    f"{short(update.name)} is checked out in {elsewhere[update.name]},"
                    " and dropping a change alters its files",
                    "split in that worktree, or detach it first",
                )

    def store(self, rewrite: Rewrite) -> None:
        """Write the new objects, and nothing that refers to them."""
        rewrite.objects.store()

    def write(self, rewrite: Rewrite) -> list[str]:
        """Make it so.  Returns what is to be told about the things that come after.

        Raises RefsMoved where a ref is no longer where it was; then nothing has changed.
        """
        repository = self.repository
        self.store(rewrite)
        moved_head = next((u for u in rewrite.updates if u.old == rewrite.refs.head), None)
        extra = [update.line for update in rewrite.records]
        if rewrite.refs.head in rewrite.renamed:
            extra.append(f"update {ORIG_HEAD} {rewrite.refs.head}\n")
        reflog = f"split: {self.target.subject}"
        move_refs(repository, rewrite.updates, extra, reflog)
        told = []
        if moved_head and rewrite.plan.tally(DROPPED):
            told.append(follow_index(repository, moved_head.old, moved_head.new))
        told += self._tell(rewrite)
        self.forget_draft()
        return [line for line in told if line]

    def _tell(self, rewrite: Rewrite) -> list[str]:
        """Let notes follow, and tell the post-rewrite hook."""
        rewritten = [(old, new) for old, new in rewrite.renamed.items() if old != self.target.oid]
        notes = [(self.target.oid, rewrite.heir.oid), *rewritten]
        told = [_copy_notes(self.repository, notes)]
        by_heir = sorted(rewrite.parts, key=lambda part: part is rewrite.heir)
        pairs = [*((self.target.oid, part.oid) for part in by_heir), *rewritten]
        return [*told, run_post_rewrite(self.repository, pairs)]

    # Looking ahead

    def preview(self, plan: Plan) -> list[Preview]:
        """The parts as ``git show`` would print them, of a plan that need not be complete.

        No hook runs; nothing is written.
        """
        objects = Objects(self.repository)
        committer = self.repository.run("var", "GIT_COMMITTER_IDENT").rstrip(b"\n")
        parts = Workshop(objects, self.target, plan.without_empty_rest(), committer).make()
        with objects.quarantine() as env:
            return [Preview(part.number, self._show(part, env)) for part in parts]

    def _show(self, part: Made, env: Mapping[str, str]) -> bytes:
        return self.repository.run(
            "show", "--stat", "-p", "--no-color", "--no-ext-diff", "-M", part.oid, env=env
        )

    def edit_message(self, plan: Plan, number: int) -> str:
        """A part's message after the user's editor, the part's diff below it.

        The terminal belongs to the editor meanwhile.  Raises StateRefused where the editor fails.
        """
        shown = {preview.number: preview.text for preview in self.preview(plan)}
        diff = shown.get(number, b"").partition(b"\ndiff --git ")
        return edit_message(
            self.repository, plan.part(number).message, b"".join(diff[1:]).lstrip(b"\n")
        )

    def hooks(self) -> list[str]:
        """The names of the hooks that will run."""
        messages = message_hooks(self.repository, self.verify)
        return [*messages, *installed(self.repository, ["post-rewrite"])]


@dataclass(frozen=True, slots=True)
class Preview:
    """A part as it would come out: its number and what ``git show`` prints of it."""

    number: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Undone:
    """A split that was put back: its subject, and the refs that moved back."""

    subject: str
    updates: tuple[RefUpdate, ...]
    told: tuple[str, ...]


def load(
    cwd: Path,
    revision: str,
    pathspecs: Sequence[str] = (),
    which: str = "branches",
    verify: bool = True,
) -> Session:
    """Open a commit for splitting.

    Raises SplitError where it cannot be split, or the repository cannot be rewritten now.
    """
    repository = open_repository(cwd)
    try:
        target = read_target(repository, revision)
        refuse_operation(repository, target.oid)
        patch = read_patch(repository, target)
        offered = read_offered(repository, target, patch, pathspecs)
    except SplitError:
        repository.close()
        raise
    return Session(repository, target, patch, offered, which, verify)


def undo(cwd: Path) -> Undone:
    """Put back what the last split of the repository changed.

    Raises RefsMoved with the names of the refs that moved since; then nothing changes.
    """
    repository = open_repository(cwd)
    records = read_records(repository)
    if not records:
        raise StateRefused("there is no split to undo", "git reflog shows where branches were")
    record = records[-1]
    refs = read_refs(repository)
    refuse_operation(repository, refs.head)
    if moved := moved_since(repository, record.updates):
        names = " and ".join(map(short, moved))
        raise RefsMoved(
            f"{names} moved since the split; nothing was changed",
            f"the commits from before are kept: git log {record.oid[:10]}^@",
        )
    back = tuple(RefUpdate(update.name, update.new, update.old) for update in record.updates)
    _refuse_changed_worktrees(repository, back)
    extra = [RefUpdate(record.name, record.oid, "").line]
    move_refs(repository, back, extra, f"split: undo ({record.subject})")
    told = _follow(repository, refs, back)
    return Undone(record.subject, back, tuple(line for line in told if line))


def _follow(repository: Repository, refs: Refs, updates: Iterable[RefUpdate]) -> list[str]:
    name = refs.head_branch or "HEAD"
    return [follow_index(repository, u.old, u.new) for u in updates if u.name == name]


def _refuse_changed_worktrees(repository: Repository, updates: Iterable[RefUpdate]) -> None:
    elsewhere = checked_out(repository)
    for update in updates:
        if update.name in elsewhere:
            trees = [f"{oid}^{{tree}}" for oid in (update.old, update.new)]
            if repository.try_run("diff-tree", "--quiet", *trees).status:
                raise StateRefused(
                    f"{short(update.name)} is checked out in {elsewhere[update.name]},"
                    " and its files would change",
                    "undo in that worktree, or detach it first",
                )


def _refuse_known_change_ids(parts: Iterable[Made], above: Iterable[Stacked], kept: str) -> None:
    """Exactly one commit may carry a Change-Id, unless the target's was ``kept`` twice before."""
    ids: dict[str, Made] = {}
    for part in parts:
        change_id = part.message.change_id
        if change_id and change_id in ids:
            raise PlanRefused(
                f"two parts have the Change-Id {change_id}", "leave it out of one message"
            )
        ids[change_id] = part
    ids = {change_id: part for change_id, part in ids.items() if change_id not in ("", kept)}
    for stacked in above:
        if any(change_id.encode() in stacked.commit.message for change_id in ids):
            known = parse_message(decode(stacked.commit)).change_id
            if known in ids:
                raise PlanRefused(
                    f"a part has the Change-Id of {stacked.oid[:10]} above it: {known}",
                    "leave it out of the part's message",
                )


def _copy_notes(repository: Repository, pairs: Iterable[tuple[str, str]]) -> str:
    """Let notes follow the way ``notes.rewriteRef`` says.  Returns a complaint, or ""."""
    if not any(key.startswith("notes.rewrite") for key in repository.config):
        return ""
    stdin = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    done = repository.try_run("notes", "copy", "--for-rewrite=rebase", "--stdin", stdin=stdin)
    return f"notes did not follow: {done.stderr.strip()}" if done.status else ""


def _paths(plan: Plan, number: int) -> list[bytes]:
    """The old and new paths of the files of which that part has something."""
    files = [f for f, choice in zip(plan.patch, plan.choices, strict=True) if number in choice]
    sides = [side for file in files for side in (file.old, file.new) if side]
    return list(dict.fromkeys(side.path for side in sides))


def describe(plan: Plan, number: int) -> str:
    """What a part has, in words: its files, and of each what belongs to it."""
    pairs = zip(plan.patch, plan.choices, strict=True)
    told = [_describe(file, choice, number) for file, choice in pairs if number in choice]
    return ", ".join(told)


def _describe(file: FilePatch, choice: bytes, number: int) -> str:
    name = quote(file.path)
    facts = [f.kind.value for n, f in enumerate(file.facts) if choice[n] == number]
    added = choice.count(number, file.added.start)
    removed = choice.count(number, file.removed.start, file.removed.stop)
    hunks = [
        str(hunk.number)
        for hunk in file.hunks
        if any(number in choice[span.start : span.stop] for span in hunk.changes)
    ]
    pieces = [*facts]
    if hunks:
        pieces.append(f"hunk{'s' if len(hunks) > 1 else ''} {', '.join(hunks)}")
    if added or removed:
        pieces.append(f"+{added} -{removed}")
    return f"{name} ({', '.join(pieces)})"


__all__ = ["Rewrite", "Session", "SplitError", "Undone", "describe", "load", "undo"]
