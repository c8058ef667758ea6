"""The preview: the pane, the full screen, and the screen of a warning."""

from __future__ import annotations

_FILE = "←/→ part  o commit  J/K file  e edit line  E edit file"
_COMMON = "Esc back  Shift+←/→ scroll  1-9 part  0 rest"
#: The footer, by whether a file is shown or a commit.
KEYS = {False: f" ←/→ part  o file  {_COMMON}", True: f" {_FILE}  {_COMMON}"}
WARNING_KEYS = " { } move the line  Esc review  Enter diff  ←/→ part  o commit  J/K file"
PREPARING = "preparing…"
NO_FILE, EMPTY_FILE = "the file does not exist here", "empty file"
GUESSED = "?: the order is a guess"
REST_IS_EMPTY = "the rest is empty: it makes no commit"
PRESS_O = "J and K need a file: press o"
PRESS_O_TO_EDIT = "lines can be edited in the file: press o"
EDIT_IN_DIFF = "Enter shows the diff, where lines can be edited"
PRESS_O_TO_MOVE = "lines can be moved in the file: press o"


def as_commit(name: str, changed_by: str) -> str:
    """A part as a commit; ``changed_by`` may change its id."""
    return f"{name} as a commit" + (f"; {changed_by} may change its id" if changed_by else "")


def file_after(path: str, name: str) -> str:
    """A file as it is after a part."""
    return f"{path} after {name}"


def no_part(number: int) -> str:
    """There is no part with that number."""
    return f"there is no part {number}"


def no_file(name: str, step: int) -> str:
    """A part changes no further file in that direction."""
    return f"{name} changes no file {'below' if step > 0 else 'above'}"
