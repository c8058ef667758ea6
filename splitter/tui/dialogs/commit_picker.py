"""The list of commits to pick one from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import get_current_worker

from splitter.errors import SplitError
from splitter.tui import dialogs
from splitter.tui.input.bindings import list_actions, picking_bindings
from splitter.tui.widgets.cached import Beside
from splitter.tui.widgets.commits import Commits
from splitter.tui.widgets.field import Field
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import (
    BY_NAME,
    PICKING,
    USUAL,
    USUAL_PICKING,
    Action,
    Keys,
)
from splitter.view.phrases.status import fitting
from splitter.view.phrases.wording import PASTE_IGNORED, refusal_in_words
from splitter.view.picking.picker_words import (
    ESSENTIAL,
    NO_COMMIT_SHOWN,
    NONE_MATCHES,
    SIGNS,
    filter_label,
    offers,
    older_in_words,
    title,
)
from splitter.view.text.display import Pieces, safe, visible

if TYPE_CHECKING:
    from splitter.commit_source import Picking

#: From how many rows on the commit under the cursor is shown below.
TALL = 20
#: How long the cursor rests before the commit under it is read, in seconds.
RESTS = 0.1


class PickScreen(Screen[None], inherit_bindings=False):
    """Lets the user pick a commit, and stays below what opens it: there may be another one next.

    ``open`` opens one by its id above this screen.  It may raise SplitError.
    """

    DEFAULT_CSS = """
    PickScreen #title, PickScreen #here, PickScreen #keys { height: 1; }
    PickScreen #commits { height: 1fr; scrollbar-size: 1 1; }
    PickScreen #details {
        height: 40%; scrollbar-size: 1 1; border-top: hkey $panel; display: none;
    }
    PickScreen.-tall #details { display: block; }
    PickScreen #filter { display: none; height: 1; }
    PickScreen.-filter #filter { display: block; }
    PickScreen Input { width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *picking_bindings(),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("ctrl+c", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(
        self, picking: Picking, open: Callable[[str], Awaitable[None]], keys: Keys = USUAL
    ) -> None:
        super().__init__()
        self.picking = picking
        self.open = open
        self.keys: Keys = {**USUAL_PICKING, **keys}
        self.commits = Commits(picking.commits)
        self.details = Pager(id="details")
        self.filter = Field(compact=True)
        self._head = Words(id="title", role="title")
        self._details: dict[str, list[Pieces]] = {}
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """The commits, what the one under the cursor is, a line for the filter, and the keys."""
        yield self._head
        yield self.commits
        yield self.details
        yield Words(id="here", role="bad")
        with Beside(id="filter"):
            yield Words(id="by", role="heading")
            yield self.filter
        yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.commits.follow = lambda _: self._moved()
        self.set_focus(self.commits)
        self._moved()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._tell(PASTE_IGNORED)

    def on_resize(self) -> None:
        columns, rows = self.app.size
        self.set_class(rows >= TALL, "-tall")
        by = self.query_one("#by", Words)
        by.say(filter_label(columns))
        by.styles.width = len(by.text)
        self._entitle()
        self._offer()

    def on_descendant_focus(self) -> None:
        self.set_class(self._is_filtering or bool(self.filter.value), "-filter")
        self._offer()

    @property
    def _is_filtering(self) -> bool:
        """True if what is typed goes to the filter."""
        return self.focused is self.filter

    # Words

    def _entitle(self) -> None:
        """Say how many there are to pick one, and how many of them are shown."""
        self._head.say(title(self.commits.list, self.app.size.width))

    def _tell(self, text: str) -> None:
        self.query_one("#here", Words).say(f" {safe(text)}")

    def _offer(self) -> None:
        """Say what the keys do now."""
        one = self.commits.current
        can_split = one is not None and not one.merge
        offered = offers(self.keys, can_split, self._is_filtering, bool(self.filter.value))
        cells = self.size.width - 1
        self.query_one("#keys", Words).say(fitting(offered, ESSENTIAL, cells))

    # What is found out about the commits

    def on_screen_resume(self) -> None:
        """Find out what may have changed meanwhile, and what is not known yet."""
        self._look()

    def on_screen_suspend(self) -> None:
        """Leave the machine to what is above."""
        self.workers.cancel_group(self, "look")

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        """See which commits have a draft, and count what they change, as long as this is shown."""
        worker, commits = get_current_worker(), self.commits
        wanted = [one.oid for one in commits.list.commits if not one.merge]
        try:
            self._hand(self._have_drafts, self.picking.drafts())
            for found in self.picking.count([one for one in wanted if one not in commits.counts]):
                if worker.is_cancelled:
                    break
                self._hand(commits.counted, *found)
        except SplitError as error:
            self._hand(self._tell, str(error))

    def _hand(self, take: Callable[..., None], *found: object) -> None:
        """Let the screen have what a thread has found, if that is wanted still."""
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._have, take, *found)

    def _have(self, take: Callable[..., None], *found: object) -> None:
        if self.is_attached:
            take(*found)

    def _have_drafts(self, drafts: Collection[str]) -> None:
        self.commits.have_drafts(drafts)
        self._entitle()

    # The commit under the cursor

    def _moved(self) -> None:
        self.query_one("#here", Words).say("")
        self._offer()
        if self._rest:
            self._rest.stop()
        one = self.commits.current
        if one is None:
            self.details.read([])
        elif one.oid in self._details:
            self.details.read(self._details[one.oid])
        else:
            self._rest = self.set_timer(RESTS, lambda: self._read(one.oid))

    @work(thread=True, exclusive=True, group="details")
    def _read(self, oid: str) -> None:
        """Read what describes a commit, and show it if the cursor is still there."""
        try:
            text = self.picking.show(oid)
        except SplitError as error:
            text = str(error).encode()
        lines: list[Pieces] = [((visible(line), "plain"),) for line in text.rstrip().split(b"\n")]
        self._hand(self._have_read, oid, lines)

    def _have_read(self, oid: str, lines: list[Pieces]) -> None:
        self._details[oid] = lines
        if self.commits.current and self.commits.current.oid == oid:
            self.details.read(lines)

    # Acts

    @on(LineList.Chosen, "#commits")
    @on(Input.Submitted)
    async def action_pick(self) -> None:
        one = self.commits.current
        if one is None:
            self._tell(NO_COMMIT_SHOWN)
            return
        try:
            await self.open(one.oid)
        except SplitError as error:
            self._tell(refusal_in_words(error))
        else:
            self.set_focus(self.commits)

    def action_move(self, by: int) -> None:
        self.commits.action_move(by)

    def action_page(self, by: int) -> None:
        self.commits.action_page(by)

    def action_filter(self) -> None:
        self.add_class("-filter")
        self.filter.focus()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self._show_only(event.value)
        if not self.commits.list.shown:
            self._tell(NONE_MATCHES)

    def _show_only(self, text: str) -> None:
        self.commits.only(text)
        self._entitle()
        self._moved()

    async def action_older(self) -> None:
        """Show older commits too, as far as they have what is filtered by."""
        commits = self.commits
        known = {one.oid for one in commits.list.commits}
        try:
            found = await asyncio.to_thread(self.picking.older, known)
        except SplitError as error:
            self._tell(refusal_in_words(error))
            return
        before = len(commits.list.shown)
        commits.add(found)
        self._show_only(self.filter.value)
        self._look()
        words = older_in_words(len(found), len(commits.list.shown) - before)
        self.query_one("#here", Words).say(((f" {words}", "plain"),))

    def action_help(self) -> None:
        actions: tuple[Action, ...] = (*PICKING, BY_NAME["suspend"], *list_actions())
        self.app.push_screen(dialogs.help.HelpScreen(self.keys, actions, SIGNS))

    def action_give_up(self) -> None:
        """Go from the filter to the list, from there back to all commits, and from there leave."""
        if self._is_filtering:
            self.set_focus(self.commits)
        elif self.filter.value:
            self.filter.value = ""
            self.remove_class("-filter")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        self.app.exit(None)
