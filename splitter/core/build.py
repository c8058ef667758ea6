"""From a patch and a plan to what each part does to the tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from splitter.core.patch import FactKind, FilePatch, Side
from splitter.core.plan import Plan
from splitter.core.reading import Order
from splitter.core.rules import DROPPED
from splitter.core.tree import Entry
from splitter.core.weave import Weave, weave


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds versions of files.  ``read`` gives a blob by its id, ``write`` keeps one (ids in hex).

    Nothing is read of a file that only whole versions are needed of.
    """

    read: Callable[[str], bytes]
    write: Callable[[bytes], str]
    weaves: dict[FilePatch, Weave] = field(default_factory=dict)

    def edits(self, plan: Plan) -> list[dict[bytes, Entry | None]]:
        """For each commit of the plan, in order, what it sets (None: removes) at which path."""
        steps: list[dict[bytes, Entry | None]] = [{} for _ in plan.order]
        for number, (file, choice) in enumerate(zip(plan.patch, plan.choices, strict=True)):
            before, orders = file.old, plan.orders_of(number)
            for position in sorted({plan.positions[part] for part in set(choice)} - {DROPPED}):
                after = self.version(file, _done(choice, plan.positions, position), orders)
                if before and (after is None or after.path != before.path):
                    steps[position].setdefault(before.path, None)
                if after and after != before:
                    steps[position][after.path] = _entry(after)
                before = after
        return steps

    def undone(self, plan: Plan) -> dict[bytes, Entry | None]:
        """What turns the target's tree into one without the changes that are dropped."""
        edits: dict[bytes, Entry | None] = {}
        for number, (file, choice) in enumerate(zip(plan.patch, plan.choices, strict=True)):
            if DROPPED not in choice:
                continue
            done = bytes(part != DROPPED for part in choice)
            left = self.version(file, done, plan.orders_of(number))
            if file.new and (left is None or left.path != file.new.path):
                edits.setdefault(file.new.path, None)
            if left:
                edits[left.path] = _entry(left)
        return edits

    def version(self, file: FilePatch, done: bytes, orders: tuple[Order, ...] = ()) -> Side | None:
        """The file when those changes have happened whose byte in ``done`` is not 0.

        ``orders`` are those of its replaced blocks that are not as they are guessed.
        """

        def happened(kind: FactKind) -> bool:
            number = file.fact(kind)
            return number is not None and bool(done[number])

        if not file.old and not happened(FactKind.CREATE):
            return None
        if happened(FactKind.DELETE):
            return None
        old, new = file.old or file.new, file.new or file.old
        assert old is not None
        assert new is not None
        if happened(FactKind.TYPE):
            return new
        return Side(
            path=new.path if happened(FactKind.RENAME) else old.path,
            mode=new.mode if happened(FactKind.MODE) else old.mode,
            oid=self._content(file, done, orders, replaced=happened(FactKind.CONTENT)),
        )

    def _content(
        self, file: FilePatch, done: bytes, orders: tuple[Order, ...], *, replaced: bool
    ) -> str:
        old, new = file.old or file.new, file.new or file.old
        assert old is not None
        assert new is not None
        if not file.hunks:
            return new.oid if replaced else old.oid
        lines = done[file.lines.start :]
        if file.new and 0 not in lines:
            return file.new.oid
        if file.old and 1 not in lines:
            return file.old.oid
        return self.write(self.weave(file).content(done, orders))

    def weave(self, file: FilePatch) -> Weave:
        """The weave of a file with hunks; kept, so that it is made once."""
        if file not in self.weaves:
            old = self.read(file.old.oid) if file.old else b""
            new = self.read(file.new.oid) if file.new else b""
            self.weaves[file] = weave(file, old, new)
        return self.weaves[file]


def _entry(side: Side) -> Entry:
    return Entry(side.mode, bytes.fromhex(side.oid))


def _done(choice: bytes, positions: bytes, position: int) -> bytes:
    """For each change, 1 if it is in a commit up to that position, else 0."""
    return choice.translate(bytes(at <= position for at in positions))
