"""One animated SVG of several SVG pictures of a terminal, shown one after the other.

CSS keyframes show each piece in the frames that have it, so any browser plays the animation without
a script.  A piece of several frames is written once.  Viewers without animation, and readers who
have asked for less motion, see one frame that stands still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from msgspec import Struct

#: The height below the terminal in which the caption stands, in the picture's units.
CAPTION = 56

_STYLE = re.compile(r"^\s*\.(r\d+) \{ ([^}]*?);? *\}$", re.MULTILINE)
_BOX = re.compile(
    r'<rect fill="(?P<fill>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" width="(?P<width>[\d.]+)"'
    r' height="(?P<height>[\d.]+)" shape-rendering="crispEdges"/>'
)
_TEXT = re.compile(
    r'<text class="(?P<style>r\d+)" (?P<place>x="[\d.]+" y="[\d.]+" textLength="[\d.]+")'
    r"[^>]*>(?P<content>[^<]*)</text>"
)
_SIZE = re.compile(r'viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')


class Frame(Struct, frozen=True):
    """A picture as Rich writes it, the caption below it, and the seconds for which it is shown."""

    svg: str
    caption: str
    seconds: float


class Box(Struct, frozen=True):
    """A rectangle of one colour behind some cells."""

    fill: str
    x: float
    y: float
    width: float
    height: float


class Text(Struct, frozen=True):
    """A piece of text: its style in CSS, its place as attributes, and its content in XML."""

    style: str
    place: str
    content: str


class _Group(Struct, frozen=True):
    """The pieces of exactly these frames."""

    frames: frozenset[int]
    pieces: tuple[Box | Text, ...]


def boxes(svg: str) -> list[Box]:
    """The boxes of a picture; neighbours of one colour are one box."""
    found: list[Box] = []
    for match in _BOX.finditer(svg):
        box = Box(match["fill"], *(float(match[name]) for name in ("x", "y", "width", "height")))
        last = found[-1] if found else None
        if last and (last.fill, last.y, round(last.x + last.width, 2)) == (box.fill, box.y, box.x):
            found[-1] = Box(last.fill, last.x, last.y, last.width + box.width, last.height)
        else:
            found.append(box)
    return found


def texts(svg: str) -> list[Text]:
    """The pieces of text in a picture."""
    styles = dict(_STYLE.findall(svg))
    found = _TEXT.finditer(svg)
    return [Text(styles[match["style"]], match["place"], match["content"]) for match in found]


def animate(frames: Sequence[Frame], still: int) -> str:
    """The frames as one SVG that repeats for ever; ``still`` is the one for viewers without motion.

    The frames must be of one size, and made by Rich.
    """
    width, height = _size(frames[0].svg)
    groups = [*_grouped([boxes(frame.svg) for frame in frames])]
    behind = len(groups)
    groups += _grouped([texts(frame.svg) for frame in frames])
    styles = {
        style: f"s{number}"
        for number, style in enumerate(
            dict.fromkeys(text.style for frame in frames for text in texts(frame.svg))
        )
    }
    captions = [_caption(frame, height) for frame in frames]
    shown = [*(group.frames for group in groups), *(frozenset([at]) for at in range(len(frames)))]
    drawn = [_drawn(group.pieces, styles) for group in groups] + captions
    body = [
        _marked(at, content, len(frames) > len(shown[at]), still in shown[at])
        for at, content in enumerate(drawn)
    ]
    return "".join(
        (
            f'<svg viewBox="0 0 {width:.6g} {height + CAPTION:.6g}"',
            ' xmlns="http://www.w3.org/2000/svg">\n<style>\n',
            *(f".{name}{{{style}}}\n" for style, name in styles.items()),
            "text{font-family:Fira Code,monospace;font-size:20px;white-space:pre}\n",
            ".title{font:bold 18px arial}.caption{font:22px arial;fill:#c5c8c6}\n",
            *_keyframes(shown, [frame.seconds for frame in frames]),
            "@media(prefers-reduced-motion:reduce){g{animation:none!important}}\n</style>\n",
            _window(width, height),
            '<g transform="translate(9,41)">\n',
            *body[:behind],
            *body[behind : len(groups)],
            "</g>\n",
            *body[len(groups) :],
            "</svg>\n",
        )
    )


def _size(svg: str) -> tuple[float, float]:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("a picture without a viewBox")
    return float(found["width"]), float(found["height"])


def _grouped(pictures: Sequence[Sequence[Box | Text]]) -> Iterator[_Group]:
    """The pieces of all pictures, those of the same pictures together."""
    owners: dict[Box | Text, set[int]] = {}
    for number, pieces in enumerate(pictures):
        for piece in pieces:
            owners.setdefault(piece, set()).add(number)
    together: dict[frozenset[int], list[Box | Text]] = {}
    for piece, numbers in owners.items():
        together.setdefault(frozenset(numbers), []).append(piece)
    return (_Group(frames, tuple(pieces)) for frames, pieces in together.items())


def _drawn(pieces: Iterable[Box | Text], styles: dict[str, str]) -> str:
    return "\n".join(
        f'<rect fill="{piece.fill}" x="{piece.x:.6g}" y="{piece.y:.6g}" width="{piece.width:.6g}"'
        f' height="{piece.height:.6g}" shape-rendering="crispEdges"/>'
        if isinstance(piece, Box)
        else f'<text class="{styles[piece.style]}" {piece.place}>{piece.content}</text>'
        for piece in pieces
    )


def _marked(at: int, content: str, moves: bool, stands: bool) -> str:
    """A group, named by its number where it comes and goes; hidden unless it ``stands``."""
    if not moves:
        return f"<g>\n{content}\n</g>\n"
    hidden = "" if stands else ' visibility="hidden"'
    return f'<g class="g{at}"{hidden}>\n{content}\n</g>\n'


def _keyframes(shown: Sequence[frozenset[int]], seconds: Sequence[float]) -> Iterator[str]:
    """For each group that is not in every frame, when it is shown and when it is hidden."""
    total = sum(seconds)
    starts = [sum(seconds[:at]) / total for at in range(len(seconds))]
    for number, frames in enumerate(shown):
        if len(frames) == len(seconds):
            continue
        states = [at in frames for at in range(len(seconds))]
        changes = [0, *(at for at, (one, other) in enumerate(pairwise(states), 1) if one != other)]
        steps = "".join(
            f"{starts[at]:.3%}{{visibility:{'visible' if states[at] else 'hidden'}}}"
            for at in changes
        )
        yield f".g{number}{{animation:k{number} {total:g}s step-end infinite}}\n"
        yield f"@keyframes k{number}{{{steps}}}\n"


def _caption(frame: Frame, height: float) -> str:
    return f'<text class="caption" x="24" y="{height + 36:.6g}">{escape(frame.caption)}</text>'


def _window(width: float, height: float) -> str:
    """The window of the terminal, and a dark ground for it and the caption."""
    return (
        f'<rect fill="#1c1c1c" width="{width:.6g}" height="{height + CAPTION:.6g}" rx="8"/>\n'
        f'<rect fill="#292929" stroke="rgba(255,255,255,0.35)" x="1" y="1"'
        f' width="{width - 2:.6g}" height="{height - 2:.6g}" rx="8"/>\n'
        f'<text class="title" fill="#c5c8c6" text-anchor="middle" x="{width / 2:.6g}" y="27">'
        "git split</text>\n"
        '<circle cx="26" cy="22" r="7" fill="#ff5f57"/><circle cx="48" cy="22" r="7"'
        ' fill="#febc2e"/><circle cx="70" cy="22" r="7" fill="#28c840"/>\n'
    )
