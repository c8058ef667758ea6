"""Edits of some lines, and of a whole file in the user's editor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from splitter.core.diff.paths import quote
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.end import end_lines
from splitter.errors import SplitError
from splitter.tui import dialogs
from splitter.tui.main.unfinished import save
from splitter.view.assigning import edits
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.edit_rows import y_of_edit
from splitter.view.phrases import edits as phrases
from splitter.view.phrases.wording import refusal_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from splitter.core.diff.lines import DiffLine
    from splitter.core.draft.commands import OpenFile
    from splitter.core.plan.locations import Location
    from splitter.tui.main.context import Context


def weaves(context: Context) -> edits.Weaves:
    """The weaves of the files of the plan."""
    return partial(context.session.weave, context.plan.patch)


async def edit_lines(
    context: Context, wanted: Edit, lines: Sequence[DiffLine] = (), text: str | None = None
) -> None:
    """Edit the lines of a part at a location; ``text`` is an unfinished edit."""
    try:
        place = edits.place_of(context.plan, weaves(context), wanted, edits.proposal(lines))
    except SplitError as error:
        place = refusal_in_words(error)
    if isinstance(place, str):
        context.work.recorder.record_cancel()
        context.say(place)
        return
    outcome, until = None, None if text is None else wanted.until
    while outcome is None:
        screen = dialogs.edit.EditScreen(place, lines, text, until)
        screen.keep = partial(_keep, context, screen)
        text = await context.ask(screen)
        until = screen.until
        if screen.is_removed:
            outcome = edits.removed(place)
        elif text is None:
            outcome = Outcome()
        else:
            outcome = edits.written(place, weaves(context), text, until)
            if not await is_confirmed(context, outcome):
                outcome = None
    context.apply(outcome, partial(_unmark, context, outcome))
    if not outcome.commands:
        context.work.recorder.record_cancel()


def _keep(context: Context, screen: dialogs.edit.EditScreen, text: str) -> str:
    """Save an unfinished edit."""
    edit = replace(screen.place.edit, until=screen.until)
    return save(context, edit.number, edit, text)


async def edit_read_line(context: Context, file: int, number: int, line: int) -> Location | None:
    """Edit a line of a file as a part reads it, counted from 0.  Returns its location."""
    try:
        version = edits.version_of(context.plan, weaves(context), file, number)
    except SplitError as error:
        version = refusal_in_words(error)
    if isinstance(version, str):
        context.say(version)
        return None
    region = version.region_at(line)
    if region is None:
        context.say(phrases.NO_LINES)
        return None
    location = version.location(region)
    await edit_lines(context, Edit(file, location, number, b""))
    return location


async def edit_other(context: Context, number: int) -> None:
    """Edit a file by its path, also one that the commit does not touch, or a new one."""
    plan = context.plan
    if why := edits.not_editing(plan, number):
        context.say(why)
        return
    try:
        # the commit has neither the files that it deletes nor those that edits create
        others = {file.path for file in plan.patch if file.new is None}
        paths = sorted(others.union(context.session.file_paths()))
        picker = dialogs.file_picker.PickFile(paths)
        path = await context.ask(picker)
        if path is None:
            context.say()
        elif path in plan.patch.numbers:
            await edit_file(context, plan.patch.numbers[path], number)
        else:
            opening = edits.opening(context.session.open_untouched(plan.patch, path))
            opened = edits.after(plan, [opening])
            await edit_file(context, opened.patch.numbers[path], number, opening)
    except SplitError as error:
        context.say(refusal_in_words(error))


async def edit_file(
    context: Context, file: int, number: int, opening: OpenFile | None = None
) -> None:
    """Edit a file as a part reads it in the user's editor.

    ``opening`` lets the plan have the file, which has that number then.
    """
    before = (opening,) if opening else ()
    opened = edits.after(context.plan, before)
    name = opened.name(number)
    weaves = partial(context.session.weave, opened.patch)
    try:
        version = edits.version_of(opened, weaves, file, number)
        if isinstance(version, str):
            context.say(version)
            return
        if why := edits.refusal(version):
            context.say(why)
            return
        plan = version.plan
        path = plan.patch.files[file].path
        with context.app.suspend():
            wanted = context.session.edit_file(path, version.content)
    except OSError as error:
        context.say(str(error))
        return
    except SplitError as error:
        context.say(refusal_in_words(error))
        return
    found = version.difference(wanted, Until.CHANGE)
    if not found:
        context.say(phrases.unchanged(name))
        return
    lengths = edits.lengths_of(plan, found)
    answers = {key: words for key, (until, words) in _lengths(name).items() if until in lengths}
    if not answers:
        context.say(plan.why_misplaced(replace(found[0], until=Until.END)))
        return
    outcome = None
    while outcome is None:
        question = phrases.how_long(len(found), quote(path), name)
        asked = dialogs.question.AskKey(
            question, {**answers, "x": phrases.DISCARD}, next(iter(answers))
        )
        key = await context.ask(asked)
        if key not in answers:
            context.say(phrases.unchanged(name))
            return
        until = _lengths(name)[key][0]
        outcome = edits.file_edited(version, weaves, found, wanted, until)
        outcome = replace(outcome, commands=(*before, *outcome.commands))
        if not await is_confirmed(context, outcome):
            outcome = None
    if opening:
        context.apply(outcome, partial(_to_edit, context, path, outcome))
    else:
        context.apply(outcome)


def _to_edit(context: Context, path: bytes, outcome: Outcome) -> str:
    """Go to the first edit of a file.  Returns the message to show."""
    file = context.plan.patch.numbers.get(path)
    if file is not None:
        location = context.plan.edits_of(file)[0].location
        context.cursor.jump_to(y_of_edit(context.document, file, location))
    return outcome.message


def _lengths(name: str) -> dict[str, tuple[Until, str]]:
    """The possible ends of an edit, by the key that chooses each."""
    return {
        "c": (Until.CHANGE, phrases.until_or_only(name)),
        "o": (Until.NEXT, phrases.in_part_only(name)),
        "g": (Until.END, phrases.FOR_GOOD_TOO),
    }


async def is_confirmed(context: Context, outcome: Outcome) -> bool:
    """True if the first edit for good, if it is one, is wanted."""
    plan = context.plan
    after = edits.after(plan, outcome.commands)
    if plan.edited_for_good or not after.edited_for_good:
        return True
    refs = context.work.draft.update_refs or context.session.update_refs
    try:
        above = context.session.commits_above(refs)
    except SplitError:
        above = 0
    question = phrases.changes_the_end(*end_lines(after), above)
    answers = {"y": phrases.FOR_GOOD, "n": phrases.NOT_FOR_GOOD}
    return await context.ask(dialogs.question.AskKey(question, answers, "y")) == "y"


def _unmark(context: Context, outcome: Outcome) -> str:
    context.diff.mark(None)
    return outcome.message
