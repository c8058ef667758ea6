"""Resolving the conflicts with the commits above, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.draft.commands import Resolve
from splitter.core.options import UpdatedRefs
from splitter.core.plan.resolutions import Resolution, Taken, has_markers
from splitter.errors import SplitError
from splitter.tui import dialogs
from splitter.view.assigning import parts
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import conflicts as phrases
from splitter.view.phrases.wording import refusal_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from splitter.core.rewrite.conflicts import Conflict, ConflictsFound
    from splitter.tui.main.context import Context

_SIDES = {"o": Taken.OURS, "t": Taken.THEIRS}


async def resolve_conflicts(context: Context, found: ConflictsFound) -> bool:
    """Show the conflicts until all are resolved.

    Returns whether to go on; if not, the resolutions so far stay in the draft.
    """
    conflicts, message, at = found.conflicts, "", 0
    refs = context.work.draft.update_refs or context.session.update_refs
    has_others = found.is_elsewhere and refs is not UpdatedRefs.HEAD
    remembered = [context.session.remembered(one) for one in conflicts]
    begun: dict[tuple[str, bytes], bytes] = {}
    while True:
        taken = [_taken(context, one) for one in conflicts]
        if None not in taken and message:
            return True
        listed = dialogs.conflicts.ConflictList(
            found,
            taken,
            [text is not None for text in remembered],
            has_others,
            message,
            at,
        )
        key = await context.ask(listed)
        if not key:
            return False
        if key == "b":
            context.apply(parts.choose_refs(UpdatedRefs.HEAD))
        if key in ("b", "w"):
            return True
        at = listed.at
        conflict, known = conflicts[at], remembered[at]
        if key == "enter":
            opened = dialogs.conflicts.ConflictScreen(
                conflict, context.session.places_of(conflict), phrases.heading(conflict)
            )
            key = await context.ask(opened)
        message = await _resolve(context, conflict, known, key, begun) if key else ""
        at = _next(at, [_taken(context, one) for one in conflicts])


def still_open(context: Context, found: ConflictsFound) -> int:
    """The number of conflicts that are not resolved."""
    return sum(_taken(context, one) is None for one in found.conflicts)


def _next(at: int, taken: Sequence[Taken | None]) -> int:
    """The next conflict that is not resolved, the one at the cursor first."""
    order = [*range(at, len(taken)), *range(at)]
    return next((number for number in order if taken[number] is None), at)


def _taken(context: Context, conflict: Conflict) -> Taken | None:
    """The plan's resolution of a conflict; None where there is none, or for other sides."""
    for one in context.plan.resolutions:
        if one.place == conflict.place and conflict.at.fits(one):
            return one.taken
    return None


async def _resolve(
    context: Context,
    conflict: Conflict,
    remembered: bytes | None,
    key: str,
    begun: dict[tuple[str, bytes], bytes],
) -> str:
    """Resolve a conflict as a key says.  Returns the message for the list.

    ``begun`` has the texts that still have conflict markers.
    """
    if key in _SIDES:
        return _apply(context, conflict, conflict.taking(_SIDES[key]))
    if key == "r":
        if remembered is None:
            return phrases.NOT_REMEMBERED
        return _apply(context, conflict, conflict.taking(Taken.TEXT, remembered))
    if not conflict.at.has_text:
        return phrases.NOT_TEXT
    try:
        text = await _text(context, conflict, key, begun.get(conflict.place))
    except (SplitError, OSError) as error:
        return refusal_in_words(error) if isinstance(error, SplitError) else str(error)
    if isinstance(text, str):
        return text
    if has_markers(text):
        begun[conflict.place] = text
        return phrases.MARKERS
    return _apply(context, conflict, conflict.taking(Taken.TEXT, text))


def _apply(context: Context, conflict: Conflict, resolution: Resolution) -> str:
    message = phrases.resolved(conflict, resolution.taken)
    context.apply(Outcome((Resolve(resolution),), message))
    return message


async def _text(context: Context, conflict: Conflict, key: str, begun: bytes | None) -> bytes | str:
    """The text of a resolution from an editor or the merge tool; a str says why there is none."""
    session = context.session
    if key == "M":
        with context.app.suspend():
            merged = session.merge_with_tool(conflict)
        return phrases.NOT_RESOLVED if merged is None else merged
    marked = _begun(context, conflict) if begun is None else begun
    if marked is None:
        return phrases.NOT_TEXT
    if key == "E":
        with context.app.suspend():
            edited = session.edit_file(conflict.at.path, marked)
        return phrases.UNCHANGED if edited == marked else edited
    try:
        text = marked.decode()
    except UnicodeDecodeError:
        return phrases.NOT_UTF_8
    if "\r" in text:
        return phrases.NOT_UTF_8
    screen = dialogs.conflicts.ResolutionText(phrases.heading(conflict), text)
    written = await context.ask(screen)
    return phrases.UNCHANGED if written is None else written.encode()


def _begun(context: Context, conflict: Conflict) -> bytes | None:
    """The text to begin with: the resolution so far, else the merge with its markers."""
    for one in context.plan.resolutions:
        if one.place == conflict.place and one.taken is Taken.TEXT and conflict.at.fits(one):
            return one.text
    return context.session.merged_text(conflict)
