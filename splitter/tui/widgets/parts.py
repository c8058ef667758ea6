"""The parts, oldest first, with what each has."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.plan import Plan
from splitter.core.rules import DROPPED, REST
from splitter.tui.text import safe, shorten
from splitter.tui.widgets.line_list import LineList
from splitter.tui.words import sign


class PartsView(LineList):
    """The commits to come; the line under the cursor is the part that ``space`` sends to."""

    def __init__(self, plan: Plan, change_id: str) -> None:
        super().__init__(id="parts")
        self.plan = plan
        self.change_id = change_id

    def on_mount(self) -> None:
        self.show_plan(self.plan)
        self.move_to(self.numbers.index(self.plan.order[-1]), tell=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """What each line stands for: the parts in their order, and what is dropped."""
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
            self.styles.height = min(len(numbers), 8)
            self.resize_list(len(numbers))
        if here in numbers:
            self.move_to(numbers.index(here), tell=False)
        self.refresh()

    def draw(self, y: int) -> list[Segment]:
        number = self.numbers[y]
        look = self.look
        tally = self.plan.tally(number)
        files = f"{tally.files} file{'' if tally.files == 1 else 's'}"
        counts = f"  {files}, +{tally.added} -{tally.removed}" if tally else "  nothing yet"
        heir = ""
        if number == self.plan.heir:
            heir = f"  ◆ heir, keeps {self.change_id[:9]}" if self.change_id else "  ◆ heir"
        pointer = Segment("▶" if y == self.cursor else " ", look["bold"])
        mark = Segment(f"{sign(number):>3} ", look.part(number))
        room = max(10, self.size.width - len(counts) - len(heir) - 8)
        title = shorten(self._title(number), room)
        tone = look["dim"] if number in (REST, DROPPED) else look["bold"]
        return [
            pointer,
            mark,
            Segment(title, tone),
            Segment(counts, look["dim"]),
            Segment(heir, look["bold"]),
        ]

    def _title(self, number: int) -> str:
        if number == DROPPED:
            return "dropped: leaves history, stays in the work tree"
        subject = safe(self.plan.part(number).message.strip().split("\n", 1)[0])
        if number == REST:
            return f"rest: {subject}"
        return subject or "(no message yet: m)"
