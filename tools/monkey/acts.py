"""What the monkey does to a terminal, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from splitter.view.keys.actions import ACTIONS, PICKING
from tests.e2e.terminal import Terminal

#: The sizes of the terminal that are drawn, and the one in which the program is looked at.
COLUMNS, ROWS, USUAL_SIZE = (20, 200), (5, 60), (120, 40)

#: Every key of the main screen and of the list of commits.
KEYS = tuple(dict.fromkeys(key for action in (*ACTIONS, *PICKING) for key in action.keys))
#: Keys of the other screens that no action of the main screen has.
OTHER_KEYS = (*"yobl", "ctrl+s", "ctrl+c", "ctrl+o", "ctrl+l", "ctrl+y", "backspace", "delete")
#: What is pressed more often than the rest, for more to come of it.
OFTEN = (*"1234aAcn]Jusb+v}V.,<>", "space", "down", "ctrl+r", "shift+down")
#: What answers and leaves what is open above the main screen.
ANSWERS = (*"one [1", "enter", "escape", "escape", "tab", "up", "down", "ctrl+s")

#: What is typed and pasted: control characters, and such as take none or two columns.
TEXTS = (
    "line 1",
    "Mend the lock",
    "größe",
    "数え方 一覧",
    "e\u0301\u0301 \u200b\u202e",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600",
    "Signed-off-by: x <y@example.org>",
    "Change-Id: I0123456789012345678901234567890123456789",
    "# no comment",
    "a long word " * 12,
    "[",
    "9",
)
PASTED = (
    b"one\ntwo\n\nthree\n",
    b"text \x1b X 1 2 more",
    b"\x1b[A\x1b[B\x1b]0;title\x07",
    b"\x00\x01\x7f\t\r\n",
    b"\xff\xfe no UTF-8",
    "数え方\n".encode() * 9,
)
#: The keys that open a field of text, each with what may close it.
FIELDS = {
    "/": ("enter", "escape"),
    "f": ("enter", "escape"),
    "t": ("enter", "escape"),
    "m": ("ctrl+s", "escape", "ctrl+c"),
    "r": ("ctrl+s", "escape", "ctrl+c"),
    "?": ("escape",),
    "ctrl+p": ("enter", "escape"),
}


class Press(Struct, frozen=True, tag=True):
    """Keys, one right after the other."""

    keys: tuple[str, ...]

    def do(self, terminal: Terminal) -> None:
        """Press them."""
        terminal.send(*self.keys)


class Type(Struct, frozen=True, tag=True):
    """Text, typed."""

    text: str

    def do(self, terminal: Terminal) -> None:
        """Type it."""
        terminal.type(self.text)


class Paste(Struct, frozen=True, tag=True):
    """Bytes, pasted."""

    data: bytes

    def do(self, terminal: Terminal) -> None:
        """Paste them."""
        terminal.paste(self.data)


class Resize(Struct, frozen=True, tag=True):
    """Another size."""

    columns: int
    rows: int

    def do(self, terminal: Terminal) -> None:
        """Change the size."""
        terminal.resize(self.columns, self.rows)


class Mouse(Struct, frozen=True, tag=True):
    """A click, two of them, a drag or a turn of the wheel, at cells that need not be there."""

    what: str
    cells: tuple[tuple[int, int], tuple[int, int]]

    def do(self, terminal: Terminal) -> None:
        """Do it."""
        (column, row), other = self.cells
        if self.what == "wheel":
            terminal.wheel(1 if row % 2 else -1, column, row)
        elif self.what == "drag":
            terminal.drag(self.cells[0], other)
        else:
            for _ in range(2 if self.what == "twice" else 1):
                terminal.click(column, row)


Act = Press | Type | Paste | Resize | Mouse


def draw_acts(chance: Random, keys: int) -> Iterator[Act]:
    """What presses, types or pastes so many times at least, with mouse and sizes in between."""
    while keys > 0:
        for act in _draw_some(chance):
            yield act
            keys -= len(act.keys) if isinstance(act, Press) else 1


def _draw_some(chance: Random) -> Iterator[Act]:
    """One thing to do, or a few that belong together."""
    kind = chance.random()
    if kind < 0.72:
        keys = chance.choice((KEYS, KEYS, OFTEN, OFTEN, OFTEN, ANSWERS, OTHER_KEYS))
        count = 1 if keys is ANSWERS else chance.choice((1, 1, 1, 2, 4))
        yield Press(tuple(chance.choices(keys, k=count)))
    elif kind < 0.86:
        field = chance.choice(tuple(FIELDS))
        yield Press((field,))
        yield Type(chance.choice(TEXTS))
        if chance.random() < 0.2:
            yield Paste(chance.choice(PASTED))
        yield Press((chance.choice(FIELDS[field]),))
    elif kind < 0.89:
        yield Paste(chance.choice(PASTED))
    elif kind < 0.92:
        yield Resize(chance.randint(*COLUMNS), chance.randint(*ROWS))
    else:
        cells = tuple((chance.randrange(COLUMNS[1]), chance.randrange(ROWS[1])) for _ in range(2))
        yield Mouse(chance.choice(("click", "twice", "drag", "wheel")), (cells[0], cells[1]))
