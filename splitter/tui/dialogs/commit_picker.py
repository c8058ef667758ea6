"""Which commit?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import get_current_worker

from splitter.errors import SplitError
from splitter.tui.input.bindings import list_actions, picking_bindings
from splitter.tui.widgets.cached import Beside
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
    key_in_words,
)
from splitter.view.phrases.status import fitting
from splitter.view.phrases.wording import PASTE_IGNORED, count_in_words, refusal_in_words
from splitter.view.text.display import Tone, Toned, safe, shorten, visible, width

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit
    from splitter.tui.dialogs.commit_source import Picking

#: From how many columns on a line has everything, and from how many it has most.
WIDE, MEDIUM = 110, 64
#: In how many cells an author is named.
AUTHOR = 12
#: From how many rows on the commit under the cursor is shown below.
TALL = 20
#: How long the cursor rests before the commit under it is read, in seconds.
RESTS = 0.1

_UNITS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)
#: What is looked at where one filters, in many words and in few.
_FILTER = " Only with this in message, author or id: "
_FILTER_SHORT = " in message, author, id: "
#: The words of the footer that are always there.
_ESSENTIAL = frozenset(("split this one", "keys", "leave", "to the list"))
_SIGNS: tuple[Toned, ...] = (
    (("", "plain"),),
    (("IN THE LINE OF THE FILTER", "bold"),),
    ((" ↑ ↓ PgUp PgDn", "key"), ("  move in the list", "plain")),
    ((" Enter        ", "key"), ("  split the commit under the cursor", "plain")),
    ((" Esc          ", "key"), ("  back to the list, as it is shown", "plain")),
    (("", "plain"),),
    (("SIGNS", "bold"),),
    ((" ●  ◎         ", "key"), ("  a commit, a merge: that cannot be split", "plain")),
    ((" draft        ", "key"), ("  it was begun, and can be gone on with", "plain")),
    ((" pushed       ", "key"), ("  a remote-tracking branch has it", "plain")),
)


class Commits(LineList):
    """The commits, a line each.

    ``counts`` has how much they change, as far as it is known, ``drafts`` the ids of those with a
    draft.
    """

    def __init__(self, candidates: Sequence[ListedCommit]) -> None:
        super().__init__(id="commits")
        self.candidates: list[ListedCommit] = []
        self.shown = tuple(range(len(candidates)))
        self.counts: dict[str, Counts] = {}
        self.drafts: Collection[str] = ()
        self._texts: list[str] = []
        self._now = time.time()
        self.add(candidates)

    def add(self, candidates: Collection[ListedCommit]) -> None:
        """Have more commits, older ones, which `only` shows."""
        self.drafts = {*self.drafts, *(one.oid for one in candidates if one.draft)}
        for one in candidates:
            self.candidates.append(one)
            self._texts.append(f"{one.subject}\n{one.body}\n{one.author}".casefold())

    def on_mount(self) -> None:
        self.resize_list(len(self.shown))
        begun = (n for n, one in enumerate(self.candidates) if one.oid in self.drafts)
        first = (n for n, one in enumerate(self.candidates) if not one.merge)
        self.move_to(next(chain(begun, first), 0), tell=False)

    @property
    def current(self) -> ListedCommit | None:
        """The commit under the cursor; None where the filter leaves none."""
        return self.candidates[self.shown[self.cursor]] if self.shown else None

    def counted(self, oid: str, counts: Counts) -> None:
        """Say how much a commit changes, now that it is known."""
        self.counts[oid] = counts
        lines = (y for y, n in enumerate(self.shown) if self.candidates[n].oid == oid)
        for y in lines:
            self.refresh_lines(y, 1)

    def have_drafts(self, drafts: Collection[str]) -> None:
        """Mark these commits, by their ids, as those with a draft, and no others."""
        if drafts != self.drafts:
            self.drafts = drafts
            self.refresh()

    def only(self, text: str) -> None:
        """Show the commits whose message or author has the text, or whose id begins with it, and
        for "draft" also those that have one.  In any case of letters.
        """
        here = self.current
        wanted = text.casefold()
        self.shown = tuple(
            n
            for n, one in enumerate(self.candidates)
            if wanted in self._texts[n]
            or one.oid.startswith(wanted)
            or (wanted == "draft" and one.oid in self.drafts)
        )
        self.resize_list(len(self.shown))
        kept = (y for y, n in enumerate(self.shown) if self.candidates[n] is here)
        first = (y for y, n in enumerate(self.shown) if not self.candidates[n].merge)
        self.move_to(next(chain(kept, first), 0), tell=False)
        self.refresh()

    def body(self, y: int) -> list[Segment]:
        one = self.candidates[self.shown[y]]
        look = self.look
        cells = self.size.width
        right = self._right(one, cells)
        left: Toned = (
            ("▶ " if y == self.cursor else "  ", "bold"),
            ("◎ " if one.merge else "● ", "dim" if one.pushed or one.merge else "bold"),
            (f"{one.oid[:8]} " if cells >= MEDIUM else "", "hunk"),
        )
        taken = sum(width(text) for text, _ in (*left, *right))
        room = max(8, cells - taken - 2)
        subject = shorten(safe(one.subject) or "(no subject)", room)
        tone: Tone = "dim" if one.merge else "plain"
        pieces = (*left, (subject + " " * (room - width(subject) + 1), tone), *right)
        return [Segment(text, look[tone]) for text, tone in pieces if text]

    def _right(self, one: ListedCommit, cells: int) -> Toned:
        """What stands behind the subject: marks in words, counts, author and age."""
        marks: list[tuple[str, Tone]] = [
            (f"{word} ", tone) for word, tone, holds in self._marks(one) if holds
        ]
        counts = self.counts.get(one.oid)
        if one.merge:
            told = ""
        elif counts is None:
            told = "…"
        elif cells >= WIDE:
            told = f"{count_in_words(counts.files, 'file')}, {count_in_words(counts.hunks, 'hunk')}"
        elif cells >= MEDIUM:
            told = count_in_words(counts.files, "file")
        else:
            told = ""
        lines = f"+{counts.added} -{counts.removed}" if counts and not one.merge else ""
        if cells < MEDIUM:
            return (*marks, (lines, "dim"))
        broad = 18 if cells >= WIDE else 9
        pieces: Toned = (*marks, (f"{told:>{broad}} {lines:>11}", "dim"))
        if cells >= WIDE and one.author:
            author = shorten(safe(one.author), AUTHOR)
            age = in_words(self._now - one.when)
            pieces += ((f"  {author}{' ' * (AUTHOR - width(author))} {age:>9}", "dim"),)
        return pieces

    def _marks(self, one: ListedCommit) -> tuple[tuple[str, Tone, bool], ...]:
        return (
            ("merge", "dim", one.merge),
            ("draft", "heir", one.oid in self.drafts),
            ("pushed", "warning", one.pushed and not one.merge),
        )


def in_words(seconds: float) -> str:
    """How long that is, in the greatest unit that it fills."""
    for unit, size in _UNITS:
        if seconds >= size:
            return count_in_words(int(seconds / size), unit)
    return "now"


def _found_in_words(found: int, shown: int) -> str:
    """How many older commits there are, of which so many are shown."""
    if not found:
        return "there are no older ones"
    told = count_in_words(found, "older commit")
    return told if shown == found else f"{told}, {shown} of them with these words"


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
        self.commits = Commits(picking.candidates)
        self.filter = Field(compact=True)
        self._head = Words(id="title", tone="title")
        self._details: dict[str, list[Toned]] = {}
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """The commits, what the one under the cursor is, a line for the filter, and the keys."""
        yield self._head
        yield self.commits
        yield Pager(id="details")
        yield Words(id="here", tone="bad")
        with Beside(id="filter"):
            yield Words(id="by", tone="heading")
            yield self.filter
        yield Words(id="keys", tone="footer")

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
        by.say(_FILTER if columns >= MEDIUM else _FILTER_SHORT)
        by.styles.width = len(by.text)
        self._entitle()
        self._offer()

    def on_descendant_focus(self) -> None:
        self.set_class(self._is_filtering or bool(self.filter.value), "-filter")
        self._offer()

    @property
    def _is_filtering(self) -> bool:
        """Whether what is typed goes to the filter."""
        return self.focused is self.filter

    # Words

    def _entitle(self) -> None:
        """Say how many there are to pick one, and how many of them are shown."""
        count, shown = len(self.commits.candidates), len(self.commits.shown)
        only = "" if shown == count else f", {shown:,} shown"
        begun = sum(one.oid in self.commits.drafts for one in self.commits.candidates)
        drafts = f", {begun} with a draft" if begun else ""
        name = (
            " git split: which commit?   the"
            if self.app.size.width >= MEDIUM
            else " which commit? "
        )
        told = f"{name} latest {count:,}{drafts}{only}"
        self._head.say(told)

    def _tell(self, text: str) -> None:
        self.query_one("#here", Words).say(f" {safe(text)}")

    def _offer(self) -> None:
        """Say what the keys do now."""
        cells = self.size.width - 1
        self.query_one("#keys", Words).say(fitting(self._offered(), _ESSENTIAL, cells))

    def _offered(self) -> list[tuple[str, str]]:
        one = self.commits.current
        split = [("Enter", "split this one")] if one and not one.merge else []
        if self._is_filtering:
            return [*split, ("Esc", "to the list"), ("↑ ↓", "move")]
        names = [
            ("narrow", "filter"),
            ("older", "older ones"),
            ("help", "keys"),
            ("leave", "leave"),
        ]
        if self.filter.value:
            names.insert(1, ("show-all", "show all"))
        keys = [(self.keys[name], word) for name, word in names]
        return [*split, *((key_in_words(some[0]), word) for some, word in keys if some)]

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
        wanted = [one.oid for one in commits.candidates if not one.merge]
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
            self.query_one("#details", Pager).read([])
        elif one.oid in self._details:
            self.query_one("#details", Pager).read(self._details[one.oid])
        else:
            self._rest = self.set_timer(RESTS, lambda: self._read(one.oid))

    @work(thread=True, exclusive=True, group="details")
    def _read(self, oid: str) -> None:
        """Read what describes a commit, and show it if the cursor is still there."""
        try:
            text = self.picking.show(oid)
        except SplitError as error:
            text = str(error).encode()
        lines: list[Toned] = [((visible(line), "plain"),) for line in text.rstrip().split(b"\n")]
        self._hand(self._have_read, oid, lines)

    def _have_read(self, oid: str, lines: list[Toned]) -> None:
        self._details[oid] = lines
        if self.commits.current and self.commits.current.oid == oid:
            self.query_one("#details", Pager).read(lines)

    # Acts

    @on(LineList.Chosen, "#commits")
    @on(Input.Submitted)
    async def action_pick(self) -> None:
        one = self.commits.current
        if one is None:
            self._tell("no commit is shown: Esc shows all again")
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
        if not self.commits.shown:
            self._tell("none of these has that: Esc, then + looks among older ones")

    def _show_only(self, text: str) -> None:
        self.commits.only(text)
        self._entitle()
        self._moved()

    async def action_older(self) -> None:
        """Show older commits too, as far as they have what is filtered by."""
        commits = self.commits
        known = {one.oid for one in commits.candidates}
        try:
            found = await asyncio.to_thread(self.picking.older, known)
        except SplitError as error:
            self._tell(refusal_in_words(error))
            return
        before = len(commits.shown)
        commits.add(found)
        self._show_only(self.filter.value)
        self._look()
        told = _found_in_words(len(found), len(commits.shown) - before)
        self.query_one("#here", Words).say(((f" {told}", "plain"),))

    def action_help(self) -> None:
        from splitter.tui.dialogs.help import HelpScreen  # noqa: PLC0415

        actions: tuple[Action, ...] = (*PICKING, BY_NAME["suspend"], *list_actions())
        self.app.push_screen(HelpScreen(self.keys, actions, _SIGNS))

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
