"""The question about commits above that become empty, before the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.draft.commands import ChooseEmpty
from splitter.core.options import EmptyCommits
from splitter.tui import dialogs
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import conflicts as phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from splitter.core.rewrite.commits import StackedCommit
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.tui.main.context import Context

_ACTIONS = {"d": EmptyCommits.DROP, "k": EmptyCommits.KEEP}
_ANSWERS = {"d": phrases.DROP, "k": phrases.KEEP}
_FOR_ALL = {"D": phrases.DROP_ALL, "K": phrases.KEEP_ALL}


async def ask_about_emptied(context: Context, rewrite: Rewrite) -> bool:
    """Ask about each commit that becomes empty and of which nobody has chosen.

    The answers go to the draft, an entry each.  Returns whether to go on.
    """
    left = rewrite.undecided
    for number, one in enumerate(left, 1):
        rest = left[number - 1 :]
        paths = [path for oid, path in rewrite.resolved if oid == one.oid]
        key = await context.ask(
            dialogs.question.AskKey(
                phrases.becomes_empty(one, number, len(left), paths),
                {
                    **_ANSWERS,
                    **(_FOR_ALL if len(rest) > 1 else {}),
                    "q": phrases.BACK_TO_DIFF,
                },
                "k",
            )
        )
        if key is None or key == "q":
            return False
        _answer(context, [one] if key in _ACTIONS else rest, _ACTIONS[key.lower()])
        if key not in _ACTIONS:
            break
    return True


def _answer(context: Context, commits: Sequence[StackedCommit], action: EmptyCommits) -> None:
    choices = tuple(ChooseEmpty(one.oid, action) for one in commits)
    context.apply(Outcome(choices, phrases.answered(commits, action)))
