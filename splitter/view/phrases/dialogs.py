"""The dialogs, in the order in which they are met: drafts, help, texts, questions, progress."""

from __future__ import annotations

from splitter.core.message.wrap import COLUMNS
from splitter.core.text.counts import count_in_words
from splitter.view.text.display import Pieces, safe

# The drafts that are offered

RESUME, START_OVER, START_OVER_ASIDE = (
    "resume",
    "start over",
    "start over, keep this draft too",
)
OLDER_DRAFT = "show an older draft"
QUIT, TO_THE_LIST = "quit", "back to the list"
TO_THE_QUESTION = "back"


def draft_offered(commit: str, count: int) -> str:
    """There is a draft for a commit, which splits it into so many commits."""
    return f"There is a draft for {commit}: {count_in_words(count, 'commit')}."


def aside_offered(commit: str, count: int) -> str:
    """As `draft_offered`, for a draft that was kept aside: it has no undo history."""
    commits = count_in_words(count, "commit")
    return f"An older draft for {commit}: {commits}, without undo history."


def not_kept_aside(trouble: str) -> str:
    """The draft could not be kept aside, so nothing was started over."""
    return f"{safe(trouble)}. Starting over would lose the draft."


# Quitting

QUIT_UNSAVED, STAY = "quit without saving", "stay"

# Help

HELP = " all keys"
HELP_SEARCH = "type to search"
HELP_KEYS = " ↑ ↓ PgUp PgDn scroll   Esc back   your own keys: git config split.key.<name>"
HELP_FOUND_NOTHING = "no action matches"
#: The signs of the main screen.
SIGNS: tuple[Pieces, ...] = (
    (("", "plain"),),
    (("SIGNS", "bold"),),
    ((" 1 2 3  ·  X  ", "key"), ("beside a line: its part, the rest, dropped", "plain")),
    ((" 1,2          ", "key"), ("beside a hunk or file: its parts", "plain")),
    ((" 1…4          ", "key"), ("the first and the last of its parts", "plain")),
    ((" ▶            ", "key"), ("the selected part: Space assigns to it", "plain")),
    ((" ✓  !         ", "key"), ("the part is complete; message or changes are missing", "plain")),
    ((" ◆            ", "key"), ("the part keeps the Change-Id and notes", "plain")),
    ((" »  «         ", "key"), ("the line was moved away; it was moved here", "plain")),
    ((" ≈            ", "key"), ("a part has an edit of this line", "plain")),
)

# The message of a part

NO_SUBJECT = " no subject yet"
SUBJECT_BELOW = " the first line is empty: the subject is the next line"
BLANK_ADDED = "   line 2 is not blank: a blank line will be added"
LONG_LINES = f"   lines over {COLUMNS} columns: ^L wraps them"
TRAILERS_ADDED = " added automatically:"
#: What to do with a changed text that is left without saving; the last is the harmless answer.
SAVE_CHANGES = {"y": "save", "n": "close without saving", "e": "keep writing"}
SAVE_MESSAGE, KEEP_EDIT = "Save the message?", "Save the edit?"
SAVE, CANCEL, EDITOR, WRAP = "save", "cancel", "editor", "wrap"
UNDO, REDO = "undo", "redo"


def message_heading(name: str, *, is_resumed: bool = False) -> str:
    """The heading of a part's message."""
    return f"Message of {name}{', resumed' if is_resumed else ''}"


def more_trailers(count: int) -> str:
    """The number of trailers that are not shown, in words."""
    return f"   and {count} more trailers"


def proposal(subject: str) -> str:
    """A proposed subject, before there is a text."""
    return f"{safe(subject)}   (Tab: accept)"


def subject_length(length: int, good: int, at_most: int) -> str:
    """The length of a subject, against that which is good and the longest."""
    if length <= good:
        return f" subject: {length} of {good} characters"
    measure = f" subject: {length} characters"
    if length <= at_most:
        return f"{measure}, {good} are usual"
    return f"{measure}: too long, many tools cut it at {at_most}"


# An edit


def more_lines(count: int) -> str:
    """The number of lines at an edit's place that are not shown, in words."""
    return f" and {count_in_words(count, 'more line')}"


# Questions

SEARCH = "Search · then n for the next match"
FILTER = "Show only files whose path contains (empty: all)"
PART_AS_PATCH = "the part as a patch"
ESC_CANCELS = "Esc: cancel"
THEME = "Choose a theme. To keep it: git config split.theme <name>"
SAME_THEME = "keep the current theme"


def press(keys: str) -> str:
    """The keys that answer a question."""
    return f"press {keys}"


# Progress

PREPARING = "preparing the new history…  Esc: cancel"
TRY_AGAIN = "nothing was changed; try again"


def not_prepared(error: OSError) -> str:
    """The new history could not be prepared."""
    return f"cannot prepare the new history: {error}"


# The end

SCREEN_FAILED = "the screen failed because of a bug in git split; nothing was changed"
SCREEN_FAILED_HINT = (
    "the draft is kept: run the same command to resume.  Please report the error above"
)
