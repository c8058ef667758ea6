"""The commits that a target becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.message.trailers import Inheritance, Message, inheritance, parse_message
from splitter.core.objects.commit import JJ_CHANGE_ID, Commit
from splitter.core.objects.tree import Trees
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.commits import RewrittenPart
from splitter.core.rewrite.target import Target
from splitter.core.weave.build import Builder, Edits
from splitter.errors import PlanRefused, ProofFailed
from splitter.gitio.git.hooks import run_message_hooks
from splitter.gitio.git.objects import IsCancelled, Objects, never
from splitter.gitio.read.target import parent_tree

Sign = Callable[[Commit], Commit]

#: What to do where the proof fails.
_BUG = "this is a bug in git split; please report it with the plan (--print-plan)"


def builder(objects: Objects) -> Builder:
    """The builder of versions of files, which writes pending objects."""
    return Builder(read=objects.read, write=lambda body: objects.write("blob", body))


@dataclass(slots=True)
class TreeBuilder:
    """Builds the trees of the parts of one target; trees that two plans share are built once.

    ``kept`` has, by position, the tree before, the edits and the tree after.
    """

    objects: Objects
    target: Target
    builder: Builder = field(init=False)
    trees: Trees = field(init=False)
    kept: dict[int, tuple[bytes | None, Edits, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.builder = builder(self.objects)
        self.trees = self.objects.trees()

    def shape(
        self, plan: Plan, stop: int | None = None, cancelled: IsCancelled = never
    ) -> list[str]:
        """The ids of the parts' trees, oldest first; with ``stop``, of those before that position.

        Ends early, with fewer of them, once ``cancelled``.
        """
        before = parent_tree(self.objects.repository, self.target)
        tree = bytes.fromhex(before) if before else None
        made: list[str] = []
        for position, edits in enumerate(self.builder.edits(plan, stop)):
            if cancelled():
                return made
            tree = self._edited(position, tree, edits)
            made.append(tree.hex())
        wanted = self.target.commit.tree
        whole = len(made) == len(plan.order) and not plan.changes_end
        if whole and made[-1] != wanted and self._equal(made[-1], wanted):
            made[-1] = wanted  # a tree that git itself would not write in this form
        return made

    def _edited(self, position: int, tree: bytes | None, edits: Edits) -> bytes:
        """The tree of the part at a position, from the tree of the part before."""
        kept = self.kept.get(position)
        if kept is None or kept[:2] != (tree, edits):
            kept = self.kept[position] = (tree, edits, self.trees.edit(tree, edits))
        return kept[2]

    def _equal(self, one: str, other: str) -> bool:
        """True if git finds no difference between two trees."""
        with self.objects.quarantine() as place:
            place.show()
            done = self.objects.repository.try_run(
                "diff-tree", "--quiet", one, other, env=place.env
            )
        return done.status == 0


class CommitBuilder(Struct, frozen=True):
    """Builds the commits of the parts.  ``hooks`` are the message hooks to run, by name."""

    objects: Objects
    target: Target
    plan: Plan
    committer: bytes
    sign: Sign | None = None
    hooks: tuple[str, ...] = ()

    def make(self) -> list[RewrittenPart]:
        """The parts, oldest first, as pending objects.

        Raises PlanRefused for two parts with one Change-Id and for a part that its edits leave
        without a change, StateRefused for a hook that fails, Cancelled, and ProofFailed where the
        last tree is not what the plan promises.
        """
        trees = TreeBuilder(self.objects, self.target).shape(self.plan)
        self._refuse_nothing(trees)
        self._prove(trees[-1])
        return self.commit(trees)

    def commit(self, trees: Sequence[str]) -> list[RewrittenPart]:
        """The parts that have those trees, oldest first, as pending objects.

        The last parts of the plan may be left out.  Raises PlanRefused for a message that a hook
        left empty, StateRefused for a hook that fails.
        """
        messages = self._messages(trees)
        made: list[RewrittenPart] = []
        parents = self.target.commit.parents
        for number, tree, message in zip(self.plan.order, trees, messages, strict=False):
            commit = self._commit(number, tree, parents, message)
            oid = self.objects.write("commit", commit.body)
            made.append(RewrittenPart(number, oid, commit, message))
            parents = (oid,)
        return made

    def _refuse_nothing(self, trees: Sequence[str]) -> None:
        """Raise PlanRefused for a part with the same tree as the part before.

        That happens where an edit is the same as the text before it or after it.
        """
        if not self.plan.edits:
            return
        before = parent_tree(self.objects.repository, self.target)
        for number, pair in zip(self.plan.order, pairwise((before, *trees)), strict=True):
            if pair[0] == pair[1]:
                raise PlanRefused(
                    f"{self.plan.name(number)} changes nothing: its edit is the previous text",
                    "change the edit or remove it; nothing was changed",
                )

    # The proof

    def _prove(self, last: str) -> None:
        """Raise ProofFailed unless the last tree is the promised one.

        That is the target's, without what is dropped, and with the edits for good.
        """
        plan = self.plan
        known = {*plan.order, DROPPED}
        if not all(known.issuperset(choice) for choice in plan.assignment):
            raise ProofFailed("a change is in no part; nothing was changed", _BUG)
        if last != self._promised():
            raise ProofFailed(
                f"the last tree {last[:10]} is not what the plan promises; nothing was changed",
                _BUG,
            )

    def _promised(self) -> str:
        """The target's tree, without what is dropped and with the edits for good."""
        if not self.plan.changes_end:
            return self.target.commit.tree
        edits = builder(self.objects).ending(self.plan)
        tree = bytes.fromhex(self.target.commit.tree)
        return self.objects.trees().edit(tree, edits).hex()

    # Messages

    def _messages(self, trees: Sequence[str]) -> list[Message]:
        plan = self.plan
        texts = [plan.part(number).message for number in plan.order]
        inherited = inheritance(self.target.message, texts)
        used = {inherited.target.change_id} - {""}
        messages = []
        for number, text, tree in zip(plan.order, texts, trees, strict=False):
            if number == plan.heir:
                message = self._hooked(inherited.heir(text))
            else:
                message = self._hooked(inherited.other(inherited.read(text)))
            if number != plan.heir or not inherited.target.change_id:
                message = self._identified(inherited, message, f"{number} {tree}", used)
            messages.append(message)
        return messages

    def _hooked(self, message: Message) -> Message:
        if not self.hooks:
            return message
        self.objects.refuse_cancelled()
        text = run_message_hooks(self.objects.repository, self.hooks, message.text)
        if text == message.text:
            return message
        hooked = parse_message(text)
        if not hooked.body.strip():
            raise PlanRefused("a hook left the message of a part empty", "nothing was changed")
        return hooked

    def _identified(
        self, inherited: Inheritance, message: Message, seed: str, used: set[str]
    ) -> Message:
        """A part's message with a Change-Id that no other part has, if the target had one."""
        fresh = self._fresh(f"{seed} {message.text}")
        chosen = message.change_id
        if inherited.target.change_id and not chosen:
            message = inherited.other(message, fresh)
        elif chosen and chosen in used:
            message = message.with_change_id(fresh)
        used.add(message.change_id)
        return message

    def _fresh(self, seed: str) -> str:
        """A new Change-Id, made of the data of the commit as in Gerrit's hook."""
        author = self.target.commit.get(b"author") or b""
        parts = (self.target.oid.encode(), author, self.committer, seed.encode())
        return "I" + hashlib.sha1(b"\0".join(parts)).hexdigest()

    # Commits

    def _commit(self, number: int, tree: str, parents: Sequence[str], message: Message) -> Commit:
        original = self.target.commit
        kept = original if number == self.plan.heir else original.without({JJ_CHANGE_ID})
        moved = kept.moved(tree, parents, self.committer)
        commit = self._encoded(moved, message)
        return self.sign(commit) if self.sign else commit

    def _encoded(self, commit: Commit, message: Message) -> Commit:
        """The commit with that message, in the target's encoding where that can express it."""
        if message == parse_message(self.target.message):
            return replace(commit, message=self.target.commit.message)
        return commit.with_text(message.text)
