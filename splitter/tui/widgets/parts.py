"""The parts, oldest first, with what each has."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.target import Identity
from splitter.tui.widgets.line_list import LineList
from splitter.view.phrases import part_list
from splitter.view.phrases.wording import sign
from splitter.view.text.cells import width
from splitter.view.text.display import shorten


class PartsView(LineList):
    """The commits to come; the line under the cursor is the part that ``space`` sends to."""

    def __init__(self, plan: Plan, identity: Identity) -> None:
        super().__init__(id="parts")
        self.plan = plan
        self.identity = identity
        self._least, self._most = 1, 8

    def on_mount(self) -> None:
        self.show_plan(self.plan)
        with_something = [number for number in self.plan.order if self.plan.tally(number)]
        self.choose((with_something or self.plan.order)[-1])

    def fit(self, least: int, most: int) -> None:
        """Take so many lines of the screen, however many parts there are."""
        self._least, self._most = least, most
        self._fit()

    def _fit(self) -> None:
        self.styles.height = max(self._least, min(len(self.numbers), self._most))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each line's part: the parts in their order, and the dropped changes."""
        dropped = (DROPPED,) if self.plan.tally(DROPPED) else ()
        return (*self.plan.order, *dropped)

    @property
    def current(self) -> int:
        """The number under the cursor."""
        return self.numbers[min(self.cursor, len(self.numbers) - 1)]

    def choose(self, number: int) -> None:
        """Put the cursor on a part."""
        if number in self.numbers:
            self.move_to(self.numbers.index(number), tell=False)

    def show_plan(self, plan: Plan) -> None:
        """Show another plan, with the cursor on the same part if it is still there."""
        here = self.current
        self.plan = plan
        numbers = self.numbers
        if self.count != len(numbers):
            self._fit()
            self.resize_list(len(numbers))
        if here in numbers:
            self.move_to(numbers.index(here), tell=False)
        self.refresh()

    def body(self, y: int) -> list[Segment]:
        number = self.numbers[y]
        look = self.look
        here = y == self.cursor
        lack, details = self._state(number)
        heir = self._heir(number)
        room = max(10, self.scrollable_content_region.width - width(details) - width(heir) - 9)
        title = shorten(self.title(number), room)
        role = look["dim"] if number in (REST, DROPPED) else look["bold"]
        return [
            Segment("▶" if here else " ", look["bold"]),
            Segment(f"{sign(number):>3} ", look.part(number)),
            Segment(lack + " ", look["warning"] if lack == "!" else look["good"]),
            Segment(title, role),
            Segment(f"  {details}", look["dim"]),
            Segment(heir, look["heir"]),
        ]

    def _state(self, number: int) -> tuple[str, str]:
        """A sign where a part lacks something, and in words what it has or lacks."""
        tally = self.plan.tally(number)
        if number == DROPPED:
            return " ", part_list.amount(self.plan, number)
        complete = bool(tally) and bool(self.plan.part(number).message.strip())
        if number == REST:  # what is left over is neither done nor missing
            lack = "!" if tally and not complete else " "
        else:
            lack = "✓" if complete else "!"
        return lack, part_list.amount(self.plan, number)

    def _heir(self, number: int) -> str:
        if number != self.plan.heir or len(self.plan.order) == 1:
            return ""
        return part_list.identity_mark(self.identity, self.size.width)

    def title(self, number: int) -> str:
        """The title of a part in the list."""
        return part_list.title(self.plan, number) or f"{part_list.NO_MESSAGE} (m)"
