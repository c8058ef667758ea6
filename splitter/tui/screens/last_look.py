"""The last look before history is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splitter.session import Session
from splitter.tui.history import last_look
from splitter.tui.screens.above import Above
from splitter.tui.text import Toned
from splitter.tui.widgets.pager import Pager
from splitter.tui.widgets.words import Words

if TYPE_CHECKING:
    from splitter.gitio.rewrite import Rewrite

#: The cells beside the text of a pager: a margin, and the scrollbar.
MARGIN = 2
_KEYS: Toned = (
    (" y", "key"),
    (" write history now   ", "footer"),
    ("Esc", "key"),
    (" back, nothing is changed", "footer"),
)
_KEYS_NARROW: Toned = (
    (" y", "key"),
    (" write now   ", "footer"),
    ("Esc", "key"),
    (" back", "footer"),
)


class LastLook(Above[bool]):
    """Old and new history, refs, what is dropped; ``y`` writes, nothing else does."""

    CSS = """
    LastLook #here { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "write", "Write", show=False),
        Binding("escape,q,ctrl+c", "back", "Back", show=False, priority=True),
        Binding("enter,space,w,0,1,2,3,4,5,6,7,8,9", "explain", "Say what writes", show=False),
    ]

    def __init__(self, session: Session, rewrite: Rewrite) -> None:
        super().__init__()
        self.session = session
        self.rewrite = rewrite
        self._hooks: list[str] | None = None

    def compose(self) -> ComposeResult:
        """What will happen, and the keys."""
        yield Words(" last look: nothing is written yet", id="title", tone="title")
        yield Pager()
        yield Words(id="here", tone="warning")
        yield Words(id="keys", tone="footer")

    def on_mount(self) -> None:
        self._hooks = self.session.hooks()
        self._show()
        self.query_one(Pager).focus()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        """Lay out what there is to read for the width that there is."""
        if self._hooks is None:
            return
        cells = self.app.size.width
        pager = self.query_one(Pager)
        pager.lines = last_look(self.session.target, self.rewrite, self._hooks, cells - MARGIN)
        pager.resize_list(len(pager.lines))
        self.query_one("#keys", Words).say(_KEYS if cells >= 60 else _KEYS_NARROW)

    def action_write(self) -> None:
        self.dismiss(True)

    def action_explain(self) -> None:
        self.query_one("#here", Words).say(" y writes, Esc goes back")

    def action_back(self) -> None:
        self.dismiss(False)
