"""Edits: the dialog, the answers to its keys, and edits in the diff and in the review."""

from __future__ import annotations

from splitter.core.diff.model import FilePatch
from splitter.core.plan.constraints import REST
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location, lines_in_words
from splitter.core.plan.plan import Plan
from splitter.core.text.counts import count_in_words
from splitter.view.phrases.wording import IN_NEW_FILE, aim_in_words, enumeration
from splitter.view.text.display import safe

# Why there is no edit

DROPPED_NOT_EDITED = "dropped changes cannot be edited: select a part with . or ,"
ONLY_THE_REST = "there is only the rest: add a part with c, and edit the lines there"
NO_LINES = "this file has no lines to edit"
NOT_IN_A_FILE = "e edits a line, a hunk or a range in one file; E edits the whole file"
NOT_EDITABLE = "these lines have characters that cannot be typed here; E opens your editor"
WHOLE_FILE = "e edits lines; E opens the whole file in your editor"

# The dialog

SAVE, REMOVE, HOLDS_OTHERWISE = "save", "remove the edit", "how long"


def heading(path: str, first: int, last: int, name: str, *, is_new: bool) -> str:
    """The heading of an edit of some lines in a part, by their old or their new numbers."""
    kind, of = "new line" if is_new else "line", f"of {safe(path)}, as {name} reads"
    if first < last:
        return f"Edit {kind}s {first}-{last} {of} them"
    return f"Edit {kind} {first} {of} it" if first == last else f"Edit below line {last} {of} it"


def not_read(name: str) -> str:
    """The part has none of the lines, so the text begins with the lines as they are."""
    return f"{name} does not have these lines: what you save is added to it"


def holds(plan: Plan, edit: Edit) -> str:
    """The end of an edit, in words."""
    if edit.until is Until.END:
        return "for good"
    held = plan.file_edits(edit.file).held(edit)
    if edit.until is Until.NEXT or not held:
        return f"in {plan.name(edit.number)} only"
    return f"until these lines change in {_name_at(plan, held.stop)}"


def _name_at(plan: Plan, position: int) -> str:
    return plan.name(plan.order[position] if position < len(plan.order) else REST)


def reads_on(plan: Plan, edit: Edit) -> str:
    """The consequence of the end of an edit, in words."""
    if edit.until is Until.END:
        return "changes the end result and the commits above"
    held = plan.file_edits(edit.file).held(edit)
    if edit.until is Until.NEXT or not held:
        return f"{_name_at(plan, plan.positions[edit.number] + 1)} has these lines without the edit"
    return "the end result stays as it is"


def changes_the_end(added: int, removed: int, above: int) -> str:
    """An edit for good changes the end result: by so many lines, and so many commits above."""
    carried = f" and is carried into {count_in_words(above, 'commit')} above" if above else ""
    return f"This changes the end result ({counts(added, removed)}){carried}."


FOR_GOOD, NOT_FOR_GOOD = "keep it for good", "back to the edit"


def counts(added: int, removed: int) -> str:
    """Numbers of added and removed lines."""
    return f"+{added:,} −{removed:,}"


# The end, in the title

AS_THE_COMMIT, SAME = " end: as the commit ", " end: same "


def end_changed(added: int, removed: int, *, is_wide: bool) -> str:
    """The end result is another one, by so many lines."""
    words = counts(added, removed)
    return f" end: changed, {words} " if is_wide else f" end: {words} "


# A file in the editor


def how_long(count: int, path: str, name: str) -> str:
    """Some edits of a file were made in the editor: ask how long they hold."""
    return f"{count_in_words(count, 'edit')} of {safe(path)} in {name}. How long?"


UNTIL_THEY_CHANGE = "until the lines change in a later part"
FOR_GOOD_TOO = "for good: this changes the end result"
DISCARD = "discard what was written"


def in_part_only(name: str) -> str:
    """The edits hold in one part only."""
    return f"in {name} only"


def until_or_only(name: str) -> str:
    """The edits hold until their lines change; those whose lines do not, in one part only."""
    return f"{UNTIL_THEY_CHANGE}, else in {name} only"


# Another file

CHOOSE_FILE = " Edit which file?"
CHOOSE_FILE_BY = "a part of its path, or the path of a new file"
#: The keys of the list of files, each with its word.
CHOOSE_FILE_KEYS = (("Enter", "edit"), ("Tab", "complete"), ("↑↓", "move"), ("Esc", "cancel"))
NEW_FILE = "new file: "
NO_FILE_MATCHES = "no file matches"
NOT_TOUCHED, CREATED = "only edited", "created by edits"

# In the review

IN_REVIEW = "EDITS"

# Outcomes


def unchanged(name: str) -> str:
    """The text was closed as it was."""
    return f"nothing edited: {name} reads as before"


def edited(number: int, hold: str, count: int = 1) -> str:
    """An edit was made, or several."""
    what = "edit" if count == 1 else f"{count} edits"
    return (
        f"{what} {hold}" if hold.startswith("in ") else f"{what} in {aim_in_words(number)}, {hold}"
    )


def removed(number: int) -> str:
    """An edit was removed, so the part reads as it would without."""
    return f"edit in {aim_in_words(number)} removed"


def kept_for_good(numbers: list[int], dropped: int) -> str:
    """Edits hold for good from now on; so many other changes were dropped."""
    names = enumeration([aim_in_words(number) for number in numbers]) if numbers else ""
    kept = f"edit in {names}: for good from now on" if names else ""
    others = f"{count_in_words(dropped)} dropped" if dropped else ""
    return "; ".join(filter(None, (kept, others)))


def for_good_already(number: int) -> str:
    """The edit that is to be kept for good is so already."""
    return f"the edit in {aim_in_words(number)} is for good already"


def lost(names: str) -> str:
    """The edits in some parts no longer apply."""
    return f"; the edit in {names} no longer applies"


# In the diff


def in_words(plan: Plan, edit: Edit) -> str:
    """The text of an edit in its part, and how long it is there, where the lines are in view."""
    text = f"{aim_in_words(edit.number)} {_text_in_words(edit)}"
    if edit.until is Until.END:
        return f"{text} for good"
    held = plan.file_edits(edit.file).held(edit)
    if edit.until is Until.NEXT or not held:
        return f"only {text}"
    return f"{text} until {_name_at(plan, held.stop)}"


def with_length(plan: Plan, edit: Edit) -> str:
    """The text of an edit in its part, and how long it holds, in the review."""
    return f"{aim_in_words(edit.number)} {_text_in_words(edit)}, {holds(plan, edit)}"


def place_in_words(file: FilePatch, location: Location) -> str:
    """The lines of an edit; for one between two lines, the line above it."""
    if file.created:
        return IN_NEW_FILE
    above = _line_above(location)
    return f"line {above}" if above else lines_in_words(file, location)


def _line_above(location: Location) -> int:
    """The old line above a place between two lines; 0 for the top, and for lines."""
    return location.old[0] - 1 if location.is_between else 0


def _text_in_words(edit: Edit) -> str:
    if not edit.text:
        return "removes this"
    first, _, more = edit.text.decode(errors="replace").strip().partition("\n")
    text = f"'{first.strip()}{'…' if more else ''}'"
    if not edit.location.is_between:
        return f"has {text}"
    return f"adds {text} below" if _line_above(edit.location) else f"adds {text}"


def not_applied(names: str) -> str:
    """The edits of a line in some parts do not apply."""
    return f"the edit in {names} does not apply"
