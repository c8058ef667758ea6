"""The commits to come, shown while they are put together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.segment import Segment
from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan
from splitter.errors import SplitError
from splitter.tui.widgets.cached import Below
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.view.phrases import preview
from splitter.view.text.display import Pieces, safe
from splitter.view.text.page import CommitPage, FilePage, Page

if TYPE_CHECKING:
    from splitter.core.rewrite.preview import Previewer

#: How long after the last change a preview is made, in seconds, and after how long a message
#: says that it is being made.
MADE_AFTER = 0.06
TOLD_AFTER = 0.4
#: For how long the thread that makes a preview may keep the screen's waiting, in seconds.
SWITCHED_AFTER = 0.0005


class Shown(Struct, frozen=True):
    """A page and its message; ``line`` is where to go in it, None to stay."""

    about: str
    page: Page
    problem: str = ""
    line: int | None = None


class PartWanted(Struct, frozen=True):
    """A part as a commit."""

    plan: Plan
    number: int

    @property
    def about(self) -> str:
        """The kind of the page, in words."""
        return preview.as_commit(self.plan.name(self.number), "")

    def make(self, previewer: Previewer, cancelled: Callable[[], bool]) -> Shown | None:
        """The page, made in any thread; None once cancelled.  Raises SplitError and OSError."""
        made = previewer.part(self.plan, self.number, cancelled)
        if made is None:
            return None
        about = preview.as_commit(self.plan.name(self.number), made.changed_by)
        return Shown(about, _counted(CommitPage(made.text)), made.problem)


class FileWanted(Struct, frozen=True):
    """A file after a part; ``at`` is the line of the diff to go to."""

    plan: Plan
    number: int
    file: int
    at: tuple[int, int]

    @property
    def about(self) -> str:
        """The kind of the page, in words."""
        path = safe(quote(self.plan.patch.files[self.file].path))
        return preview.file_after(path, self.plan.name(self.number))

    def make(self, previewer: Previewer, cancelled: Callable[[], bool]) -> Shown | None:
        """The page, made in any thread; None once cancelled.  Raises SplitError and OSError."""
        made = previewer.file(self.plan, self.number, self.file, self.at, cancelled)
        if made is None:
            return None
        page = _counted(
            FilePage(
                made.content or b"",
                made.added,
                made.guessed,
                made.explicit,
                made.changes,
                made.edited,
            )
        )
        problem = ""
        if not made.content:
            problem = preview.NO_FILE if made.content is None else preview.EMPTY_FILE
        if made.guessed:
            problem = preview.GUESSED
        return Shown(self.about, page, problem, made.line if any(self.at) else None)


Wanted = PartWanted | FileWanted


class PreviewText(LineList):
    """The page that is shown."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.page = Page(b"")

    def read(self, page: Page, line: int | None) -> None:
        """Show another page at that line, or, with None, where the previous one was read."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        here = self.cursor if top <= self.cursor < top + height else top
        below = here - top
        if line is None:
            line = self.page.keep(here, page)
        else:
            below = height // 2
        self.page = page
        self.resize_list(len(page))
        self.scroll_to(y=max(0, line - below), animate=False, immediate=True, force=True)
        self.move_to(line, tell=False)

    def points(self) -> bool:
        return isinstance(self.page, FilePage)

    def body(self, y: int) -> list[Segment]:
        look = self.look
        return [Segment(text, look[role]) for text, role in self.page.draw(y)]

    def fixed(self) -> int:
        return self.page.digits + 3 if isinstance(self.page, FilePage) else 0


class PreviewPane(Below):
    """A part of the plan as the commit it will be, or a file as it will stand after it.

    `show` and `show_file` cost a key press nothing: what they ask for is made in a thread a moment
    after the last call, and what was there before stays until then, read from the same place.
    """

    DEFAULT_CSS = """
    PreviewPane > Words { height: 1; }
    PreviewPane > PreviewText { height: 1fr; scrollbar-size: 1 1; }
    """

    class Made(Message):
        """A page is ready to be shown."""

        def __init__(self, wanted: Wanted, shown: Shown) -> None:
            super().__init__()
            self.wanted = wanted
            self.shown = shown

    def __init__(self, previewer: Callable[[], Previewer], *, id: str = "preview") -> None:
        super().__init__(id=id)
        self.previewer = previewer
        self.wanted: Wanted | None = None
        self.shown: Wanted | None = None
        self._timer: Timer | None = None
        self._slow: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line above the page, and the page."""
        yield Words(id="preview-about", role="heading")
        yield PreviewText(id="preview-text")

    @property
    def page(self) -> PreviewText:
        """The page, which has the cursor."""
        return self.query_one(PreviewText)

    @property
    def change(self) -> int | None:
        """The change of the line under the cursor of a file; -1 for a line without a change.

        None as long as the requested page is not there.
        """
        page = self.page.page
        if self.shown is not self.wanted or not isinstance(page, FilePage):
            return None
        return page.change(self.page.cursor)

    @property
    def about(self) -> str:
        """The text of the line above the page."""
        return self.query_one("#preview-about", Words).text

    def show(self, plan: Plan, number: int) -> None:
        """Show a part as the commit it will be."""
        self._want(PartWanted(plan, number))

    def show_file(self, plan: Plan, number: int, file: int, line: tuple[int, int] = (0, 0)) -> None:
        """Show a file of the patch as it stands after a part.

        ``line`` is the line of the diff to go to, by its numbers in the old and in the new version,
        from 1; 0 for none.
        """
        self._want(FileWanted(plan, number, file, line))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        if self._timer:
            self._timer.reset()
        else:
            self._timer = self.set_timer(MADE_AFTER, self._start)

    def on_show(self) -> None:
        if self.wanted is not self.shown:
            self._start()

    def on_mount(self) -> None:
        self._switched_after = sys.getswitchinterval()
        sys.setswitchinterval(SWITCHED_AFTER)

    def on_unmount(self) -> None:
        sys.setswitchinterval(self._switched_after)

    def _start(self) -> None:
        self._timer = None
        if self.wanted and self.is_on_screen:
            self._stop_telling()
            self._slow = self.set_timer(TOLD_AFTER, self._tell_making)
            self._make(self.wanted)

    def _stop_telling(self) -> None:
        if self._slow:
            self._slow.stop()
            self._slow = None

    def _tell_making(self) -> None:
        if self.wanted:
            self._tell(self.wanted.about, preview.PREPARING)

    @work(thread=True, exclusive=True, group="preview")
    def _make(self, wanted: Wanted) -> None:
        worker = get_current_worker()
        try:
            shown = wanted.make(self.previewer(), lambda: worker.is_cancelled)
        except (SplitError, OSError) as error:
            shown = Shown(wanted.about, Page(b""), str(error))
        if shown and not worker.is_cancelled:
            self.post_message(self.Made(wanted, shown))

    @on(Made)
    def _read(self, event: Made) -> None:
        event.stop()
        if event.wanted is not self.wanted:
            return
        self._stop_telling()
        shown, before = event.shown, self.shown
        self.shown = event.wanted
        line = shown.line
        if before is None or not _same_kind(before, event.wanted):
            line = line or 0
        elif isinstance(before, FileWanted) and isinstance(event.wanted, FileWanted):
            line = None if _same_line(before, event.wanted) else line
        self.page.read(shown.page, line)
        self._tell(shown.about, shown.problem)

    def _tell(self, about: str, problem: str) -> None:
        pieces: Pieces = ((f" {about}", "heading"),)
        if problem:
            pieces = (*pieces, (f"  {safe(problem)}", "warning"))
        self.query_one("#preview-about", Words).say(pieces)


def _same_kind(one: Wanted, other: Wanted) -> bool:
    """True if one may be read on where the other was."""
    if isinstance(one, PartWanted) or isinstance(other, PartWanted):
        return type(one) is type(other) and one.number == other.number
    paths = [wanted.plan.patch.files[wanted.file].path for wanted in (one, other)]
    return paths[0] == paths[1]


def _same_line(one: FileWanted, other: FileWanted) -> bool:
    """True if the same line is asked for, and stands where it did."""
    return one.at == other.at and one.plan.orders == other.plan.orders


def _counted(page: Page) -> Page:
    """The page with its lines counted, so that the screen need not."""
    len(page)
    return page
