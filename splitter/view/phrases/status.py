"""The title, the status line and the footer of the main screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import REST
from splitter.core.plan.end import end_lines
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.core.rewrite.target import Target
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import owners_of
from splitter.view.diff.text_in_hunk import Found
from splitter.view.keys.actions import ESSENTIAL, CursorContext, Keys, footer, keys_in_words
from splitter.view.phrases import edits
from splitter.view.phrases.wording import (
    amount_in_words,
    owners_in_words,
    place_in_words,
    sign,
    tied_in_words,
)
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe, shorten

#: Until the first key.
FIRST = "press 1: assign to a new commit"
#: In front of the title, if the draft cannot be saved.
NOT_SAVED = " not saved "
#: What stands before the parts of a file that one part has as a whole.
ALL_UNASSIGNED_HERE = "all unassigned"
ALL = "all "
#: In how many cells the end of a path is shown in any case, and where there is little room.
PATH, SHORT_PATH = 16, 8
#: From how many cells in a line on counts have their nouns.
WIDE = 64
#: From how many cells in a line on there is a place for the title of the selected part.
TITLED = 100
#: The cells of the sign of the selected part, with a space on either side.
TARGET = len(f" ▶ {MAX_PARTS} ")
#: Between a message and the description of the row under the cursor.
NEXT = " · next: "
ONLY_MATCH = "only match"
NOTHING_TO_MARK = "nothing to mark: V is for changed lines and hunks"
NOTHING_MORE_TO_MARK = "the whole hunk is marked already"
NOTHING_TO_UNDO, NOTHING_TO_REDO = "nothing to undo", "nothing to redo"
NO_MORE_CONTEXT = "no more context here; + and - change the context of a hunk"
ALL_UNASSIGNED = "nothing is assigned yet: press 1 on a change for a new commit"
CANCELLED = "cancelled; nothing was changed"
BACK_TO_REVIEW = "w: back to the review"


def here(document: Document, plan: Plan, row: Row, moved: str, cells: int) -> str:
    """A row, the parts that have its changes, and why changes belong together or were moved.

    If that has more than so many cells, the path is cut at its beginning.  On a narrow screen the
    path in front of a hunk or line is left out, and so is the reason.
    """
    is_wide = cells >= WIDE
    owners = owners_of(document, plan, row)
    is_whole = row.kind is Kind.FILE and len(owners) == 1
    words = owners_in_words(plan, owners)
    where = f"· {ALL if is_whole else ''}{words}" if words else ""
    if is_whole and owners == (REST,):
        where = f"· {ALL_UNASSIGNED_HERE}"
    is_line = row.kind is Kind.LINE
    tied = "" if is_line else tied_in_words(document, row)
    more = f"({tied or moved})" if tied or moved else ""
    if is_line and not is_wide:
        least = f"{place_in_words(document, row, 0)} {where} {more}"
        more = more if width(least) <= cells else ""
    behind = "".join(f" {piece}" for piece in (where, more) if piece)
    path = cells - width(f"{place_in_words(document, row, 1)}{behind}") + 1
    if is_wide:
        path = max(path, PATH)
    elif path < SHORT_PATH:
        path = SHORT_PATH if row.kind in (Kind.DIRECTORY, Kind.FILE) else 0
    return place_in_words(document, row, path) + behind


def bottom(words: str, number: int, title: str, cells: int) -> str:
    """A message, and behind it the selected part, in so many cells.

    The part's title has a place of its own on wide screens, as long as the words leave it; else
    there is only its sign, at the edge.
    """
    shown, target = shorten(f" {words}", message_cells(cells)), f"▶ {sign(number)}"
    left = cells - min(cells * 3 // 10, 48)
    if cells >= TITLED and width(shown) < left:
        target = shorten(f"{target} {title}", cells - left - 1)
    else:
        left = cells - width(target) - 1
    return shown + " " * (left - width(shown)) + target


def message_cells(cells: int) -> int:
    """The most cells, of so many, for a message with a space before it."""
    return cells - TARGET


def marked(changes: str, line: int) -> str:
    """A marked range: the number of its changes, and the line at which it begins, 0 for none."""
    if not changes:
        return "no change marked yet"
    begin = f", from line {line}" if line else ""
    return f"{changes} marked{begin} · a number assigns the range"


def found(rows: Found, before: int, y: int, step: int) -> str:
    """The number of the match at row ``y``, reached from row ``before``, in words."""
    if y == before:
        return ONLY_MATCH
    is_again = y < before if step > 0 else y > before
    return (f"{again(step)}: " if is_again else "") + f"match {rows.in_words(y)}"


def again(step: int) -> str:
    """A search continued at the other end, on its way down or up."""
    return f"continued at the {'top' if step > 0 else 'end'}"


def not_found(text: str) -> str:
    """A text is not in the diff."""
    return f"no match for '{safe(text)}'"


def can_assign(lines: str) -> str:
    """The lines that a key would assign after a search."""
    return f" · A assigns {lines} to ▶"


def sought(document: Document, y: int | None, before: int) -> str:
    """The match of a text being typed, in words: row ``y``, reached from row ``before``."""
    if y is None:
        return "no match"
    if y == before:
        return ONLY_MATCH
    begun = f"{again(1)}: " if y < before else ""
    return begun + place_in_words(document, document.row(y))


def progress(plan: Plan, cells: int) -> str:
    """The number of unassigned changes, on a screen with so many cells in a line.

    Its length is that of the number of all changes.
    """
    left, file_changes = plan.count(REST), plan.tally(REST).file_changes
    shown = _unassigned(left, file_changes, cells) if left else " all assigned "
    most = sum(tally.file_changes for tally in plan.tallies.values())
    return shown.rjust(len(_unassigned(plan.patch.size, most, cells)))


def end(plan: Plan, cells: int) -> Pieces:
    """True if the end result is the commit's, or by how many lines it differs."""
    is_wide = cells >= WIDE
    if not plan.changes_end:
        return ((edits.AS_THE_COMMIT if is_wide else edits.SAME, "title"),)
    return ((edits.end_changed(*end_lines(plan), is_wide=is_wide), "marked"),)


def _unassigned(count: int, file_changes: int, cells: int) -> str:
    words = (
        amount_in_words(count - file_changes, file_changes, ", ") if cells >= WIDE else f"{count:,}"
    )
    return f" {words} unassigned "


def title(target: Target, *, is_saved: bool, filtered: str, shown: int, files: int) -> Pieces:
    """The title: the commit, in front of it a warning and the filter with its count of files."""
    marks = [] if is_saved else [NOT_SAVED]
    if filtered:
        marks.append(f" only: {safe(filtered)} ({shown} of {files} files) ")
    words = f" git split {target.oid[:10]}  {safe(target.subject)}"
    return (*((mark, "marked") for mark in marks), (words, "title"))


def not_a_key(character: str, keys: Keys) -> str:
    """No action has a key."""
    hint = f"; {keys_in_words(keys, 'help')}: all keys" if keys["help"] else ""
    return f"{safe(character)} is not used here{hint}"


def copied(what: str) -> str:
    """Text was handed to the terminal's clipboard."""
    return f"copied {what}, if the terminal allows it (OSC 52)"


def other_half_hidden(path: bytes) -> str:
    """The other place of a moved line is in a file that the filter hides."""
    return f"its other place is in {safe(quote(path))}, which is not shown (f: show others)"


def no_next(noun: str, step: int) -> str:
    """There is no hunk, or file, in that direction."""
    return f"no {noun} {'below' if step > 0 else 'above'}"


def nothing_in(name: str, *, is_filtered: bool) -> str:
    """Nothing is in a part, or not in the files that are shown."""
    return f"nothing is in {name}{' in the files shown (f: show others)' if is_filtered else ''}"


def no_such_file(text: str) -> str:
    """No path contains a text."""
    return f"no path contains '{safe(text)}'"


def files_shown(count: int, files: int) -> str:
    """The number of files that are shown, in words."""
    return f"{'all' if count == files else f'{count} of'} {files} files shown"


def outline_needs(columns: int) -> str:
    """The terminal is too narrow for the outline."""
    return f"the outline needs a terminal of {columns} columns"


def undone(entry: str, count: int, *, is_undo: bool) -> str:
    """An entry of the history was undone or redone, the ``count``-th in a row."""
    in_a_row = f", {count} in a row" if count > 1 else ""
    return f"{'undone' if is_undo else 'redone'}{in_a_row}: {entry}"


def needs_message(name: str, count: int, missing: int) -> str:
    """The heading of a message that is missing: the ``count``-th of so many."""
    more = missing - count
    return f"{name} needs a message" + (f"; {more} more after it" if more else "")


def no_message(name: str) -> str:
    """A message is missing still, so nothing is reviewed."""
    return f"{name} has no message yet"


def misplaced_edit(problem: str) -> str:
    """An edit does not apply, which has to be mended before the review."""
    return f"press e to change this edit or how long it holds, or to remove it: {problem}"


def warning_place(number: int, count: int) -> str:
    """The number of the warning that is shown, of so many."""
    return f"warning {number} of {count}" if count > 1 else ""


def offered(
    where: CursorContext,
    keys: Keys,
    plan: Plan,
    number: int,
    cells: int,
    *,
    is_from_list: bool = False,
) -> Pieces:
    """The footer: the keys on offer, in so many cells; those for help, review and quit in any case.

    ``number`` is that of the selected part.
    """
    finished = not plan.tally(REST) and plan.alone is None
    selected = "" if number == REST else sign(number)
    entries = footer(
        where,
        keys,
        selected,
        finished=finished,
        is_wide=cells >= WIDE,
        is_from_list=is_from_list,
    )
    return fitting(entries, ESSENTIAL, cells)


def fitting(entries: Sequence[tuple[str, str]], always: Collection[str], cells: int) -> Pieces:
    """Keys and words as far as they fit into a number of cells, in their order.

    Those whose words are ``always`` shown are there in any case.
    """
    sizes = [width(key) + width(word) + 3 for key, word in entries]
    room = cells - sum(
        size for size, (_, word) in zip(sizes, entries, strict=True) if word in always
    )
    line: list[tuple[str, Role]] = []
    for (key, word), size in zip(entries, sizes, strict=True):
        if word not in always:
            room -= size
            if room < 0:
                continue
        line += [(f" {key}", "key"), (f" {word} ", "footer")]
    return tuple(line)
