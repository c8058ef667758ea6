"""Conflicts with the commits above: their list, and one of them opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splitter.core.plan.resolutions import Taken, has_markers
from splitter.core.rewrite.conflicts import Conflict, ConflictsFound
from splitter.core.rewrite.regions import Region
from splitter.tui.dialogs.autosave import Keeping
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.dialogs.edit import CodeArea
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.pager import Pager
from splitter.view.phrases import conflicts as phrases
from splitter.view.phrases.wording import PASTE_IGNORED
from splitter.view.review.conflicts import cause_lines, conflict_lines, conflict_row
from splitter.view.text.pieces import keys_line

#: The keys that resolve the conflict under the cursor, or the opened one.
RESOLVING = ("o", "t", "e", "E", "M", "r")


class _Rows(LineList):
    """The conflicts, a row each."""

    def __init__(self, row: Callable[[int], list[Segment]], count: int) -> None:
        super().__init__(id="conflicts")
        self._row = row
        self._count = count

    def on_mount(self) -> None:
        self.resize_list(self._count)

    def body(self, y: int) -> list[Segment]:
        return self._row(y)


class _Resolving(Dialog[str]):
    """A screen whose answer is the key of what to do with a conflict."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"answer({key!r})", "Resolve", show=False) for key in RESOLVING),
        Binding("escape,q,ctrl+q,ctrl+c", "answer('')", "Back", show=False, priority=True),
    ]

    def action_answer(self, key: str) -> None:
        self.dismiss(key)

    def on_key(self, event: events.Key) -> None:
        if event.key not in self.active_bindings:
            event.stop()
            self.say(phrases.ONLY_KEYS)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.say(PASTE_IGNORED)

    def say(self, message: str) -> None:
        """Show a message."""
        self.query_one("#here", Words).say(f" {message}")


class ConflictList(_Resolving):
    """The conflicts, of which the one under the cursor is resolved or opened.

    The answer is a key: one of `RESOLVING`, Enter, ``w`` to continue, ``b`` to move one branch
    only, where there are others, or "" for going back.  ``taken`` has the resolution of each
    conflict, None where there is none.
    """

    CSS = """
    ConflictList #cause { height: 2; }
    ConflictList #conflicts { height: 1fr; }
    ConflictList #here { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer('enter')", "Open", show=False),
        Binding("w", "continue", "Continue", show=False),
        Binding("b", "only_branch", "Move one branch", show=False),
        Binding("question_mark", "explain", "Keys", show=False),
    ]

    def __init__(
        self,
        found: ConflictsFound,
        taken: Sequence[Taken | None],
        remembered: Sequence[bool],
        has_others: bool,
        message: str = "",
        at: int = 0,
    ) -> None:
        super().__init__()
        self.found = found
        self.conflicts = found.conflicts
        self.taken = taken
        self.remembered = remembered
        self.has_others = has_others
        self.message = message
        self.at = at

    def compose(self) -> ComposeResult:
        """The title, the cause, the conflicts, a message and the keys."""
        left = sum(one is None for one in self.taken)
        resolved = self.found.resolved + len(self.taken) - left
        title = phrases.title(resolved, left, self.found.later)
        yield Words(title, id="title", role="title")
        yield Words(id="cause")
        yield _Rows(self._row, len(self.conflicts))
        yield Words(f" {self.message}", id="here", role="warning")
        keys = phrases.KEYS if left else (phrases.CONTINUE, *phrases.KEYS[:1])
        yield Words(id="keys", role="footer")
        others = (phrases.ONLY_THIS_BRANCH,) if self.has_others else ()
        self._keys = keys_line((*keys, *others, phrases.BACK))

    def on_mount(self) -> None:
        rows = self.query_one(_Rows)
        rows.move_to(self.at)
        rows.focus()
        self.on_resize()

    def on_resize(self) -> None:
        first, second = cause_lines(self.found.end, self.app.size.width - 2)
        self.query_one("#cause", Words).say(((" ", "dim"), *first, ("\n ", "dim"), *second))
        self.query_one("#keys", Words).say(self._keys)
        self.query_one(_Rows).refresh()

    def _row(self, y: int) -> list[Segment]:
        rows = self.query_one(_Rows)
        pieces = conflict_row(
            self.conflicts[y],
            self.taken[y],
            is_remembered=self.remembered[y],
            cells=rows.size.width - 1,
        )
        return [Segment(" "), *(Segment(text, rows.look[role]) for text, role in pieces)]

    @property
    def cursor(self) -> int:
        """The number of the conflict under the cursor."""
        return self.query_one(_Rows).cursor

    def action_answer(self, key: str) -> None:
        self.at = self.cursor
        super().action_answer(key)

    def action_continue(self) -> None:
        if None in self.taken:
            self.say(phrases.TOO_MANY_LEFT)
        else:
            self.action_answer("w")

    def action_only_branch(self) -> None:
        if self.has_others:
            self.action_answer("b")
        else:
            self.action_explain()

    def action_explain(self) -> None:
        self.say(phrases.ONLY_KEYS)

    @on(LineList.Chosen)
    def _open(self) -> None:
        self.action_answer("enter")


class ConflictScreen(_Resolving):
    """A conflict with its sides; the answer is one of `RESOLVING`, or "" for going back."""

    CSS = """
    ConflictScreen #here { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,question_mark", "explain", "Keys", show=False),
    ]

    def __init__(self, conflict: Conflict, places: Sequence[Region], title: str) -> None:
        super().__init__()
        self.conflict = conflict
        self.places = places
        self.heading = title

    def compose(self) -> ComposeResult:
        """The sides, a message and the keys."""
        yield Words(self.heading, id="title", role="title")
        yield Pager()
        yield Words(id="here", role="warning")
        yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.query_one(Pager).focus()
        self.on_resize()

    def on_resize(self) -> None:
        cells = self.app.size.width - 2
        pager = self.query_one(Pager)
        pager.lines = conflict_lines(self.conflict, self.places, cells)
        pager.resize_list(len(pager.lines))
        keys = (*phrases.SIDES, *phrases.PROGRAMS, phrases.BACK)
        self.query_one("#keys", Words).say(keys_line(keys))

    def action_explain(self) -> None:
        self.say(phrases.ONLY_KEYS)


class ResolutionText(Keeping):
    """The text of a conflict, with its markers, to edit in place."""

    CSS = """
    ResolutionText #heading, ResolutionText #here, ResolutionText #keys { height: 1; }
    ResolutionText TextArea { height: 1fr; border: none; padding: 0 0 0 1; }
    """

    question = phrases.KEEP_TEXT

    def __init__(self, heading: str, text: str) -> None:
        super().__init__()
        self.heading = heading
        self.begun = text

    def compose(self) -> ComposeResult:
        """A heading, the text, a message, and the keys."""
        yield Words(self.heading, id="heading", role="heading")
        yield CodeArea(self.begun, tab_behavior="indent", soft_wrap=False)
        yield Words(id="here", role="warning")
        yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.query_one("#keys", Words).say(keys_line(phrases.EDIT_KEYS))
        area = self.query_one(CodeArea)
        if "\t" in area.text:
            area.indent_type, area.indent_width = "tabs", 8
        before = self.begun.partition("<<<<<<< ")[0]
        area.move_cursor((before.count("\n"), 0), center=True)
        area.focus()

    def action_save(self) -> None:
        if has_markers(self.answer.encode(errors="replace")):
            self.query_one("#here", Words).say(f" {phrases.MARKERS}")
        else:
            super().action_save()

    @property
    def is_changed(self) -> bool:
        return self.answer != self.begun

    @property
    def answer(self) -> str:
        """The text as written."""
        return self.query_one(CodeArea).text
