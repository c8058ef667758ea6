"""Acts drawn by Hypothesis, and histories as values that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from splitter.core.draft.commands import Command, apply
from splitter.core.draft.draft import Draft
from splitter.core.draft.log import done
from splitter.core.draft.undo_history import CursorPosition, Entry, History, Link
from splitter.session import Session
from tests.support.acts import draw_step, seen


def draw_act(data: st.DataObject, session: Session, draft: Draft) -> tuple[Entry, Draft]:
    """One or two steps that are one act, mostly with a place, and the draft after them."""
    steps: list[Command] = []
    for _ in range(data.draw(st.integers(1, 2))):
        step = draw_step(data, session, draft).step
        steps.append(step)
        draft = apply(draft, [step], session.break_rename)
    numbers = st.integers(-1, 300)
    marked = st.none() | st.integers(0, 300)
    kinds = st.sampled_from(["FILE", "LINE"])
    places = st.builds(CursorPosition, numbers, kinds, numbers, numbers, marked, marked)
    return Entry(tuple(steps), data.draw(st.none() | places)), draft


def all_seen(history: History) -> list[object]:
    """All that there is to a history: what is, what was and what may be again."""
    chains = [
        [(seen(link.draft), done(link.act)) for link in _links(end)]
        for end in (history.past, history.future)
    ]
    return [seen(history.draft), *chains]


def _links(link: Link | None) -> Iterator[Link]:
    while link is not None:
        yield link
        link = link.rest
