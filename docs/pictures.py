"""Make the pictures of the documentation from the program itself.

    make pictures                     all of them, into docs/pictures
    python docs/pictures.py NAME...   some of them
    python docs/pictures.py --check   list those that are out of date; exit status 1 if any is

Each is the screen after some keys, on a repository of `fixtures`; one is an animation of a whole
split.  Nothing of the machine, the user or the day gets in, so the same program makes the same
pictures everywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.animation import Frame, animate  # noqa: E402
from fixtures import ledger, story  # noqa: E402
from splitter import session as sessions  # noqa: E402
from splitter.commit_source import Picking  # noqa: E402
from splitter.core.draft.draft import Draft  # noqa: E402
from splitter.core.draft.undo_history import History  # noqa: E402
from splitter.core.rewrite.rewrite import Rewrite  # noqa: E402
from splitter.tui.app import SplitApp  # noqa: E402
from splitter.tui.widgets.commits import Commits  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
#: Whoever looks at the pictures should not wait for them.
LARGEST = 120_000
#: As `LARGEST`, for the animation.
LARGEST_ANIMATION = 400_000
#: The day of the pictures, on which new commits are made and from which ages are counted.
TODAY = datetime.fromisoformat("2024-05-06T09:00:00+02:00")
#: A piece of text as Rich writes it.
_TEXT = re.compile(
    r'<text class="(?P<style>r\d+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"'
    r' textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>(?P<content>[^<]*)</text>'
)
#: The screen is as it should be when it has not changed for so long, in seconds.
STILL = 1.0
#: How many are made at once: most of the time they wait.
AT_ONCE = 4

_BUILD = {"tend": story.build, "ledger": ledger.build}

#: From the start of the story to a screen that shows what it is about.
_STORY = (
    *("X", "J", "1", "K", "right_square_bracket", "2"),
    *(*["down"] * 4, "v", *["down"] * 5, "2", "v", *["down"] * 5, "3", "i"),
    *("comma", "comma", "m", *"Wait for quiet before stopping the base", "ctrl+s"),
    *("full_stop", "m", *"Make the directories before anything is written", "ctrl+s"),
    *("full_stop", "m", *"Ask for a process in one place", "ctrl+s"),
    *("left_square_bracket", "left_square_bracket", *["down"] * 10),
)
#: A function that has moved, in a commit with directories.
_MOVED = (
    *("J", "J", "J", "1", "1", "2", "2"),
    *("comma", "m", *"Put amounts into a module of their own", "ctrl+s"),
    *("full_stop", "m", *"Show totals per month", "ctrl+s"),
    *("K", "K", "K", "right_square_bracket", "right_square_bracket", *["down"] * 5),
)
#: One new line in place of three old ones, before the old ones have gone.
_ORDER = (
    *(*["J"] * 6, "right_square_bracket", *["down"] * 12, "1", *["up"] * 3),
    *("m", *"Show an entry on one line", "ctrl+s", "o", "left_curly_bracket"),
    *("down", "wait:1500", "up"),
)
#: A call as it is for one part, between what it was and what it becomes.
_EDIT = (
    *(*["J"] * 6, "right_square_bracket", *["down"] * 12, "c"),
    *("m", *"Show an entry on one line", "ctrl+s", "r"),
)


@dataclass(frozen=True)
class Picture:
    """The screen of one size after some keys.

    ``commit`` is the one that is split, "" for the list of commits; ``drafted`` says that the
    story's plan has been left as a draft.
    """

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 36)
    theme: str = "dark"
    repository: str = "tend"
    commit: str = "HEAD~2"
    drafted: bool = False


@dataclass(frozen=True)
class Step:
    """A frame of the animation: the screen after some more keys, with a caption."""

    caption: str
    keys: tuple[str, ...] = ()
    seconds: float = 2.5


@dataclass(frozen=True)
class Animation:
    """The story's commit split from the command to the new history, step by step.

    Before and after the steps stand frames of the shell.  ``still`` is the frame for viewers that
    show no motion.
    """

    name: str
    steps: tuple[Step, ...]
    size: tuple[int, int] = (100, 28)
    still: int = 0


_FIRST_SPLIT = (
    Step("Everything is in the rest: that is the commit as it was.", seconds=3),
    Step("J goes to the next file. stop-base has nothing to do with the others.", ("J", "J")),
    Step("1 assigns the file to a new commit: part 1.", ("1",), 3),
    Step("K and ] go back to a hunk. run.sh has two concerns.", ("K", "right_square_bracket")),
    Step("2 assigns the hunk to one more commit: part 2.", ("2",), 3),
    Step("v and the arrow keys mark a range of lines.", (*["down"] * 4, "v", *["down"] * 5), 3),
    Step("2 assigns these lines to part 2.", ("2",)),
    Step(
        "The block has moved from here: 2 assigns its removal.",
        (*["right_square_bracket"] * 6, "2"),
        3,
    ),
    Step("w asks for the messages of the new commits.", ("w",)),
    Step("Ctrl+S saves the first message.", (*"Wait for quiet before stopping the base",)),
    Step("This is the second one.", ("ctrl+s", *"Make the directories before anything is written")),
    Step("Review both histories. Nothing is written before y.", ("ctrl+s",), 5),
)
ANIMATION = Animation("first-split", _FIRST_SPLIT, still=8)

ALL = (
    Picture("screen", _STORY),
    Picture("wide", _STORY, (170, 42)),
    Picture("order", _ORDER, (170, 30), repository="ledger", commit="HEAD"),
    Picture("edit", _EDIT, (120, 30), repository="ledger", commit="HEAD"),
    Picture("review", ("enter", "w"), (120, 30), drafted=True),
    Picture("message", ("enter", "comma", "comma", "m"), (120, 26), drafted=True),
    Picture("commits", ("down", "down"), (120, 26), commit="", drafted=True),
    Picture("part-picker", (*_STORY, "t"), (120, 30)),
    Picture("help", (*_STORY, "question_mark")),
    Picture("light", _STORY, theme="light"),
    Picture("colorblind", _MOVED, theme="colorblind-dark", repository="ledger", commit="HEAD"),
    Picture("plain", _STORY, theme="plain"),
    Picture("small", _STORY, (80, 24)),
)


async def draw(picture: Picture, place: Path) -> str:
    """The picture as SVG, made in an empty directory."""
    repository = place / picture.repository
    _BUILD[picture.repository](repository)
    if picture.drafted:
        _leave_draft(repository, "HEAD~2")
    load = partial(sessions.load, repository)
    first = load(picture.commit) if picture.commit else Picking.at(repository, load)
    app = SplitApp(first, picture.theme)
    async with app.run_test(size=picture.size) as pilot:
        await _settled(pilot)
        await pilot.press(*picture.keys)
        svg = await _settled(pilot)
    if app.session:
        app.session.close()
    return svg


async def film(animation: Animation, place: Path) -> str:
    """The animation as SVG, made in an empty directory."""
    repository = place / "tend"
    story.build(repository)
    log = ("git log --oneline main..", "git split HEAD~2")
    frames = [Frame(_shell(animation.size, repository, *log), "HEAD~2 does too much.", 3)]
    app = SplitApp(sessions.load(repository, "HEAD~2"), "dark")
    async with app.run_test(size=animation.size) as pilot:
        await _settled(pilot)
        for step in animation.steps:
            for key in step.keys:
                await pilot.press(key)
            frames.append(Frame(await _settled(pilot), step.caption, step.seconds))
        await pilot.press("y")
        await pilot.pause(STILL)
    if app.session is None or app.return_value is None:
        raise RuntimeError("the keys of the animation do not end with a split")
    app.session.write(app.return_value)
    app.session.close()
    after = _shell(animation.size, repository, *reversed(log), "git status --short")
    frames.append(Frame(after, "One commit has become three. git split --undo puts it back.", 6))
    return animate(frames, animation.still)


def _shell(size: tuple[int, int], repository: Path, *commands: str) -> str:
    """A terminal after some commands, as SVG.  git split is only named, others are run."""
    width, height = size
    lines: list[Text] = []
    for command in commands:
        lines.append(Text.assemble(("$ ", "green"), (command, "bold")))
        if not command.startswith("git split"):
            done = subprocess.check_output(command.split(), cwd=repository, text=True)
            lines += map(Text, done.splitlines())
    lines += [Text()] * (height - len(lines))
    console = Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, record=True,
        color_system="truecolor", legacy_windows=False,
    )  # fmt: skip
    console.print(Text("\n").join(lines), no_wrap=True, overflow="crop")
    return _cleaned(console.export_svg(title="git split"))


def _leave_draft(repository: Path, commit: str) -> None:
    """Leave the story's plan as the draft for the commit."""
    session = sessions.load(repository, commit)
    plan = session.read_plan(story.PLAN.read_text())
    session.keep(History(Draft(session.start()))).save(plan)
    session.close()


async def _settled(pilot: Pilot[Rewrite]) -> str:
    """The screen once all that is made beside it has come."""
    before = ""
    while (now := _svg(pilot)) != before:
        before = now
        await pilot.pause(STILL)
    return now


def _svg(pilot: Pilot[Rewrite]) -> str:
    """The screen as it is."""
    app = pilot.app
    for field in app.screen.query(Input):
        field.cursor_blink = False
    for area in app.screen.query(TextArea):
        area.cursor_blink = False
    for commits in app.screen.query(Commits):
        commits._now = TODAY.timestamp()
        commits.refresh()
    return _cleaned(app.export_screenshot(title="git split"))


def _cleaned(svg: str) -> str:
    """A picture that Rich has written, without fonts from elsewhere and with short names."""
    svg = re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+-", "", svg).replace("&#160;", "\xa0")
    return _TEXT.sub(_without_margins, svg) + "\n"


def _without_margins(text: re.Match[str]) -> str:
    """A piece of text without blanks at its ends, which not every viewer of SVG keeps."""
    content = text["content"]
    inner = content.strip("\xa0\n")
    if not inner:
        return ""
    cell = float(text["length"]) / cell_len(unescape(content))
    x = float(text["x"]) + cell * (len(content) - len(content.lstrip("\xa0")))
    length = cell * cell_len(unescape(inner))
    return (
        f'<text class="{text["style"]}" x="{x:.6g}" y="{text["y"]}" textLength="{length:.6g}"'
        f"{text['rest']}>{inner}</text>"
    )


def _forget_the_machine(home: Path) -> None:
    """Let git see no user and no configuration, and the same day always."""
    kept = story.hermetic(os.environ)
    os.environ.clear()
    os.environ.update(kept)
    for name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES"):
        os.environ.pop(name, None)
    os.environ |= {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_EDITOR": ":",
        "GIT_COMMITTER_DATE": TODAY.isoformat(),
    }


def _drawn(picture: Picture | Animation) -> str:
    """The picture as SVG; changes the environment."""
    with tempfile.TemporaryDirectory() as scratch:
        _forget_the_machine(Path(scratch))
        if isinstance(picture, Animation):
            return asyncio.run(film(picture, Path(scratch)))
        return asyncio.run(draw(picture, Path(scratch)))


def largest(name: str) -> int:
    """The size in bytes that the picture of that name may have."""
    return LARGEST_ANIMATION if name == ANIMATION.name else LARGEST


def main(arguments: Sequence[str]) -> int:
    """Make the pictures, or check them; returns the exit status."""
    parser = argparse.ArgumentParser(description="Makes the pictures of the documentation.")
    parser.add_argument("--check", action="store_true", help="say which are out of date")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    options = parser.parse_args(arguments)
    known: dict[str, Picture | Animation] = {picture.name: picture for picture in ALL}
    known[ANIMATION.name] = ANIMATION
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"no picture is called {unknown[0]}; there are {', '.join(known)}")
    PICTURES.mkdir(exist_ok=True)
    status = 0
    names = options.names or list(known)
    with ProcessPoolExecutor(AT_ONCE) as pool:
        drawn = list(pool.map(_drawn, [known[name] for name in names]))
    for name, svg in zip(names, drawn, strict=True):
        if len(svg.encode()) > largest(name):
            print(f"{name} is too large: {len(svg.encode()):,} bytes", file=sys.stderr)
            status = 1
        file = PICTURES / f"{name}.svg"
        if not options.check:
            file.write_text(svg, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != svg:
            print(f"out of date: {file.relative_to(ROOT)}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
