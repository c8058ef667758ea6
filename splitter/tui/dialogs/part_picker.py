"""The list to pick a part from, where there are more parts than digits."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.field import Field
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.view.phrases import part_list
from splitter.view.phrases.part_summary import tally_in_words
from splitter.view.phrases.wording import sign
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, shorten
from splitter.view.text.pieces import keys_line

#: How many parts are in view at most.
IN_VIEW = 20
#: From how many columns on the lines tell how much each part has.
WIDE = 56

_KEYS: Pieces = keys_line(part_list.CHOOSE_KEYS)


def choices(plan: Plan, text: str = "") -> tuple[int, ...]:
    """The numbers that a text leaves to choose from.

    They are in the plan's order, a new part's behind them, and `DROPPED` at the end.  Digits narrow
    by number, the number itself coming first; words by subject, in any case.
    """
    new = (len(plan.parts) + 1,) if len(plan.parts) < MAX_PARTS else ()
    numbers = (*plan.order, *new, DROPPED)
    text = text.strip()
    if text.isdecimal():
        found = [number for number in numbers[:-1] if str(number).startswith(text)]
        return tuple(sorted(found, key=lambda number: number != int(text)))
    words = text.casefold().split()
    return tuple(n for n in numbers if all(word in name(plan, n).casefold() for word in words))


def name(plan: Plan, number: int) -> str:
    """The title of a part in the list."""
    return part_list.title(plan, number) or f"({part_list.NO_MESSAGE})"


class PartChoices(LineList, can_focus=False):
    """The parts to choose from, a line each; the keys go to the line that is typed on."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(id="choices")
        self.plan = plan
        self.numbers = choices(plan)

    def on_mount(self) -> None:
        self.resize_list(len(self.numbers))

    @property
    def current(self) -> int | None:
        """The number under the cursor; None where the text leaves none."""
        return self.numbers[self.cursor] if self.numbers else None

    def background(self, y: int) -> Style | None:
        return self.look["cursor"] if y == self.cursor else None

    def only(self, text: str) -> None:
        """Show what a text leaves, with the cursor on the first."""
        self.numbers = choices(self.plan, text)
        self.resize_list(len(self.numbers))
        self.move_to(0, tell=False)
        self.refresh()

    def body(self, y: int) -> list[Segment]:
        number, look, plan = self.numbers[y], self.look, self.plan
        new = number != DROPPED and number == len(plan.parts) + 1
        tally = plan.tally(number)
        details = "" if new else tally_in_words(tally) if tally else part_list.EMPTY
        heir: Pieces = ((" ◆", "heir"),) if number == plan.heir else (("  ", "plain"),)
        right: Pieces = ((f"  {details}", "dim"), *heir) if self.size.width >= WIDE else heir
        room = max(8, self.size.width - 8 - sum(width(text) for text, _ in right))
        title = shorten(name(plan, number), room)
        role: Role = "italic" if new else "dim" if number in (REST, DROPPED) else "plain"
        pieces: Pieces = ((title + " " * (room - width(title)), role), *right)
        return [
            Segment("▶ " if y == self.cursor else "  ", look["bold"]),
            Segment(f"{'+' if new else sign(number):>4} ", look.part(number)),
            *(Segment(text, look[role]) for text, role in pieces),
        ]


class PickPart(ModalScreen[int | None], Dialog[int | None]):
    """The number of a part, `REST` being the rest, or of the part to come; None for none.

    ``at`` is the part that the cursor is on first.
    """

    CSS = """
    PickPart { align: center middle; }
    PickPart #frame {
        width: 90; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; border: round $primary;
    }
    PickPart.-low #frame { border: none; }
    PickPart #question, PickPart #keys { height: 1; }
    PickPart Input { height: 1; border: none; padding: 0 1; }
    PickPart #choices { height: 1; background: $surface; scrollbar-size: 1 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("escape", "none", "None", show=False),
        Binding("ctrl+c", "none", "None", show=False, priority=True),
    ]

    def __init__(self, plan: Plan, at: int | None = None) -> None:
        super().__init__()
        self.at = at
        self.choices = PartChoices(plan)

    def compose(self) -> ComposeResult:
        """A question, a line to type on, the parts, and the keys."""
        with Vertical(id="frame"):
            yield Words(part_list.CHOOSE, id="question", role="heading")
            yield Field(placeholder=part_list.CHOOSE_BY)
            yield self.choices
            yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.query_one("#keys", Words).say(_KEYS)
        self.query_one(Field).focus()
        if self.at in self.choices.numbers:
            self.choices.move_to(self.choices.numbers.index(self.at), tell=False)

    def on_resize(self) -> None:
        rows = self.app.size.height
        low = rows < IN_VIEW
        self.set_class(low, "-low")
        room = max(1, rows - (3 if low else 7))
        self.choices.styles.height = min(room, IN_VIEW, len(choices(self.choices.plan)))

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        if event.value or self.choices.numbers != choices(self.choices.plan):
            self.choices.only(event.value)
            self._ask()

    @on(Input.Submitted)
    @on(LineList.Chosen, "#choices")
    def _choose(self) -> None:
        if self.choices.current is not None:
            self.dismiss(self.choices.current)
        else:
            self._ask(part_list.NO_PART_MATCHES)

    def _ask(self, message: str = "") -> None:
        """Ask which part, and tell something behind that."""
        self.query_one("#question", Words).say(f"{part_list.CHOOSE}  {message}".rstrip())

    def action_move(self, by: int) -> None:
        self.choices.action_move(by)

    def action_page(self, by: int) -> None:
        self.choices.action_page(by)

    def action_none(self) -> None:
        self.dismiss(None)
