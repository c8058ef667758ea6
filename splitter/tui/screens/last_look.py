"""The last look before history is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from splitter.core.message import Message, parse_message
from splitter.core.quote import some
from splitter.session import Session
from splitter.tui.text import Toned, safe
from splitter.tui.widgets.pager import Pager
from splitter.tui.widgets.words import Words

if TYPE_CHECKING:
    from splitter.gitio.rewrite import Rewrite

#: How many of the commits above are listed one by one.
LISTED = 12


class LastLook(Screen[bool]):
    """Old and new history, Change-Ids, refs, what is dropped; ``y`` writes, nothing else does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "write", "Write", show=False),
        Binding("escape,q,ctrl+c", "back", "Back", show=False, priority=True),
    ]

    def __init__(self, session: Session, rewrite: Rewrite) -> None:
        super().__init__()
        self.session = session
        self.rewrite = rewrite

    def compose(self) -> ComposeResult:
        """What will happen, and the keys."""
        yield Words(" last look: nothing is written yet", id="title")
        yield Pager(list(last_look(self.session, self.rewrite)))
        yield Words(" y  rewrite history now    Esc  back, nothing is changed", id="keys")

    def on_mount(self) -> None:
        self.query_one(Pager).focus()

    def action_write(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)


def last_look(session: Session, rewrite: Rewrite) -> Iterator[Toned]:
    """What a rewrite is going to do, line by line."""
    if rewrite.dropped:
        yield (("DROPPED, stays in the work tree as a change that is not committed", "bold"),)
        yield ((f"  {safe(rewrite.dropped)}", "removed"),)
        yield (("", "plain"),)
    yield (("OLD HISTORY", "bold"),)
    yield from _above(session, rewrite, new=False)
    target = session.target
    yield ((_commit(target.oid, parse_message(target.message)), "removed"),)
    yield (("", "plain"),)
    yield (("NEW HISTORY", "bold"),)
    yield from _above(session, rewrite, new=True)
    for part in reversed(rewrite.parts):
        heir = "  ◆ heir" if part is rewrite.heir else ""
        yield ((_commit(part.oid, part.message) + heir, "added"),)
    yield (("", "plain"),)
    yield (("REFS", "bold"),)
    for update in rewrite.updates:
        yield ((f"  {update.name}  {update.old[:10]} → {update.new[:10]}", "plain"),)
    if rewrite.remotes:
        yield ((f"  already pushed, with the old history: {safe(some(rewrite.remotes))}", "bold"),)
    if rewrite.tags:
        yield ((f"  tags that stay on the old history: {safe(some(rewrite.tags))}", "dim"),)
    if rewrite.unsigned:
        yield ((f"  {rewrite.unsigned} signatures will not hold any more and go", "bold"),)
    if hooks := session.hooks():
        yield ((f"  hooks that run: {', '.join(hooks)}", "dim"),)


def _above(session: Session, rewrite: Rewrite, *, new: bool) -> Iterator[Toned]:
    for stacked in reversed(rewrite.above[-LISTED:]):
        oid = rewrite.renamed[stacked.oid] if new else stacked.oid
        yield ((_commit(oid, session.message_of(stacked)), "plain"),)
    if len(rewrite.above) > LISTED:
        yield ((f"  │ and {len(rewrite.above) - LISTED} more", "dim"),)


def _commit(oid: str, message: Message) -> str:
    change_id = f"  {message.change_id[:9]}" if message.change_id else ""
    return f"  ● {oid[:10]} {safe(message.subject)}{change_id}"
