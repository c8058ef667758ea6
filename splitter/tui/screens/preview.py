"""The commits as they would come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from splitter.core.rules import REST
from splitter.tui.rows import sign
from splitter.tui.text import visible
from splitter.tui.widgets.pager import Pager, diff_tone
from splitter.tui.widgets.words import Words

if TYPE_CHECKING:
    from splitter.gitio.rewrite import Preview


class PreviewScreen(Screen[None]):
    """Each part as ``git show`` prints it; digits go from one to another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(digit), f"part({digit})", f"Part {digit}", show=False)
            for digit in range(1, 10)
        ),
        Binding("0", f"part({REST})", "The rest", show=False),
        Binding("right,n,full_stop", "step(1)", "Next part", show=False, priority=True),
        Binding("left,N,comma", "step(-1)", "Part before", show=False, priority=True),
        Binding("escape,q,p,ctrl+c", "back", "Back", show=False, priority=True),
    ]

    def __init__(self, previews: list[Preview], number: int) -> None:
        super().__init__()
        self.previews = previews
        numbers = [preview.number for preview in previews]
        self.at = numbers.index(number) if number in numbers else 0

    def compose(self) -> ComposeResult:
        """Which part this is, what git shows of it, and the keys."""
        yield Words(id="title")
        yield Pager()
        yield Words("1-9 part  0 rest  ←/→ part before and next  Esc back", id="keys")

    def on_mount(self) -> None:
        self._show()
        self.query_one(Pager).focus()

    def _show(self) -> None:
        preview = self.previews[self.at]
        marks = [sign(other.number) for other in self.previews]
        marks[self.at] = f"[{marks[self.at]}]"
        self.query_one("#title", Words).say(f" preview  {'  '.join(marks)}")
        lines = [visible(line) for line in preview.text.split(b"\n")]
        self.query_one(Pager).read([((line, diff_tone(line)),) for line in lines])

    def action_part(self, number: int) -> None:
        numbers = [preview.number for preview in self.previews]
        if number in numbers:
            self.at = numbers.index(number)
            self._show()

    def action_step(self, by: int) -> None:
        self.at = (self.at + by) % len(self.previews)
        self._show()

    def action_back(self) -> None:
        self.dismiss(None)
