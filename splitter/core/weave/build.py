"""The effect of each part of a plan on the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import FileChangeKind, FilePatch, Side
from splitter.core.diff.paths import quote
from splitter.core.objects.tree import Entry
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until, changes_of
from splitter.core.plan.locations import lines_in_words
from splitter.core.plan.plan import Plan
from splitter.core.text.counts import count_in_words
from splitter.core.weave.annotate import State
from splitter.core.weave.weave import Weave, weave
from splitter.errors import PlanRefused

#: What a commit sets (None: removes) at which path.
Edits = dict[bytes, Entry | None]


class _Versions(Struct):
    """The versions of a file, the first of them made.

    They follow from its choice, from the order of its parts, from the orders of its blocks that the
    plan sets, and from its edits.
    """

    choice: bytes
    explicit: tuple[Order, ...]
    edits: tuple[Edit, ...]
    numbers: frozenset[int]
    order: tuple[int, ...]
    orders: tuple[Order, ...]
    made: list[Side | None] = field(default_factory=list)


class Builder(Struct, frozen=True):
    """Builds versions of files.  ``read`` gives a blob by its id, ``write`` keeps one (ids in hex).

    A file of which only whole versions are needed is not read.  Versions are kept for the next
    plan: only a file whose choice differs is built again.
    """

    read: Callable[[str], bytes]
    write: Callable[[bytes], str]
    weaves: dict[FilePatch, Weave] = field(default_factory=dict)
    kept: dict[FilePatch, _Versions] = field(default_factory=dict)

    def edits(self, plan: Plan, stop: int | None = None) -> list[Edits]:
        """For each commit of the plan, in order, the entries that it sets, by path (None: removes).

        With ``stop``, only of the commits before that position.
        """
        steps: list[Edits] = [{} for _ in plan.order[:stop]]
        for number, file in enumerate(plan.patch):
            before = file.old
            for position, after in self.versions(plan, number, len(steps)):
                if before and (after is None or after.path != before.path):
                    steps[position].setdefault(before.path, None)
                if after and after != before:
                    steps[position][after.path] = _entry(after)
                before = after
        return steps

    def versions(self, plan: Plan, number: int, stop: int) -> Iterator[tuple[int, Side | None]]:
        """The positions before ``stop`` of the commits that change a file, and its side there.

        ``number`` is the file's in the patch.
        """
        versions = self._versions(plan, number)
        for index, part in enumerate(versions.order):
            position = plan.positions[part]
            if position >= stop:
                return
            if index == len(versions.made):
                file = plan.patch.files[number]
                state = state_at(plan, number, position, versions.orders)
                versions.made.append(self.version(file, state))
            yield position, versions.made[index]

    def _versions(self, plan: Plan, number: int) -> _Versions:
        """The versions of a file that are kept, or new ones if the plan has others by now."""
        file, choice = plan.patch.files[number], plan.assignment[number]
        explicit, edits = plan.explicit_orders_of(number), plan.edits_of(number)
        kept = self.kept.get(file)
        same = kept is not None and kept.choice == choice and kept.edits == edits
        if edits:
            numbers = (plan.file_edits(number).ends | frozenset(choice)) - {DROPPED}
        else:
            numbers = kept.numbers if kept and same else frozenset(choice) - {DROPPED}
        order = tuple(sorted(numbers, key=plan.positions.__getitem__))
        if kept is None or not same or (kept.explicit, kept.order) != (explicit, order):
            orders = plan.orders_of(number)
            kept = self.kept[file] = _Versions(choice, explicit, edits, numbers, order, orders)
        return kept

    def with_dropped(self, plan: Plan, number: int) -> Side | None:
        """A file as the commit has it, dropped changes included, with the edits for good.

        A dropped change of a line that is edited for good leaves nothing to edit.
        """
        file, choice = plan.patch.files[number], plan.assignment[number]
        edits = tuple(
            edit
            for edit in self._for_good(plan, number)
            if DROPPED not in [choice[change] for change in changes_of(file, edit)]
        )
        state = State(b"\1" * file.size, plan.orders_of(number), edits)
        return self.version(file, state)

    def _for_good(self, plan: Plan, number: int) -> tuple[Edit, ...]:
        standing = plan.standing(number, len(plan.order) - 1)
        return tuple(edit for edit in standing if edit.until is Until.END)

    def ending(self, plan: Plan) -> Edits:
        """The entries that turn the target's tree into the promised one.

        That is without the changes that are dropped, and with the edits for good.
        """
        edits: Edits = {}
        for number in sorted({*plan.assignment.having(DROPPED), *plan.edited_for_good}):
            file, choice = plan.patch.files[number], plan.assignment[number]
            done = bytes(part != DROPPED for part in choice)
            edits_of = self._for_good(plan, number)
            left = self.version(file, State(done, plan.orders_of(number), edits_of))
            if file.new and (left is None or left.path != file.new.path):
                edits.setdefault(file.new.path, None)
            if left:
                edits[left.path] = _entry(left)
        return edits

    def version(self, file: FilePatch, state: State) -> Side | None:
        """The file as far as it has come; None where it is not there."""

        def happened(kind: FileChangeKind) -> bool:
            number = file.file_change(kind)
            return number is not None and bool(state.done[number])

        if file.created:
            return self._created(file, file.created, state)
        if not file.old and not happened(FileChangeKind.CREATE):
            return None
        if happened(FileChangeKind.DELETE):
            return None
        old, new = file.old or file.new, file.new or file.old
        assert old is not None
        assert new is not None
        if happened(FileChangeKind.TYPE):
            return new
        return Side(
            path=new.path if happened(FileChangeKind.RENAME) else old.path,
            mode=new.mode if happened(FileChangeKind.MODE) else old.mode,
            oid=self._content(file, state, replaced=happened(FileChangeKind.CONTENT)),
        )

    def _created(self, file: FilePatch, side: Side, state: State) -> Side | None:
        """A file that only edits create: there for as long as they have a line."""
        content = self.weave(file).content(state.done, state.orders, state.edits)
        return Side(side.path, side.mode, self.write(content)) if content else None

    def _content(self, file: FilePatch, state: State, *, replaced: bool) -> str:
        old, new = file.old or file.new, file.new or file.old
        assert old is not None
        assert new is not None
        if not state.edits:
            if not file.hunks:
                return new.oid if replaced else old.oid
            lines = state.done[file.lines.start :]
            if file.new and 0 not in lines:
                return file.new.oid
            if file.old and 1 not in lines:
                return file.old.oid
        woven = self.weave(file)
        _refuse_beyond(file, state.edits, woven.old_lines)
        return self.write(woven.content(state.done, state.orders, state.edits))

    def weave(self, file: FilePatch) -> Weave:
        """The weave of a file with lines; kept, so that it is made once."""
        if file not in self.weaves:
            old = self.read(file.old.oid) if file.old else b""
            new = self.read(file.new.oid) if file.new else b""
            self.weaves[file] = weave(file, old, new)
        return self.weaves[file]


def _refuse_beyond(file: FilePatch, edits: Iterable[Edit], count: int) -> None:
    """Raise PlanRefused for an edit of lines behind the last of a file with so many old lines."""
    for edit in edits:
        start, stop = edit.location.old
        if max(start, stop) - 1 > count:
            where = lines_in_words(file, edit.location)
            raise PlanRefused(
                f"{where} of '{quote(file.path)}' cannot be edited:"
                f" the old file has {count_in_words(count, 'line')}",
                "name lines that it has",
            )


def _entry(side: Side) -> Entry:
    return Entry(side.mode, bytes.fromhex(side.oid))


def state_at(plan: Plan, number: int, position: int, orders: tuple[Order, ...]) -> State:
    """The state of a file, whose blocks have those orders, in the commit at a position."""
    done = plan.assignment[number].translate(bytes(at <= position for at in plan.positions))
    return State(done, orders, plan.standing(number, position))
