"""The actions of the table, and the methods of the controllers that they run."""

from __future__ import annotations

from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.session import Session
from splitter.tui.main.screen import SplitScreen
from splitter.view.keys.actions import ACTIONS, USUAL


def test_every_action_of_the_table_has_its_own_method(session: Session) -> None:
    screen = SplitScreen(session, History(Draft(session.start())), USUAL)
    assert screen.methods.keys() - {"exit"} == {action.name for action in ACTIONS}
    assert len({repr(method) for method in screen.methods.values()}) == len(screen.methods)
