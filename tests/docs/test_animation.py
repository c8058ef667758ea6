"""An animation shows each of its frames, and nothing else, in its turn."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.animation import Frame, animate, boxes, texts
from docs.pictures import ANIMATION, PICTURES

_SVG = "{http://www.w3.org/2000/svg}"
_CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.sampled_from(["#111111", "#222222"])),
    max_size=4,
)


def picture(cells: list[tuple[int, str, str]]) -> str:
    """A picture as Rich writes it, a cell on a line of its own."""
    styles = "".join(f".r{at} {{ fill: {fill} }}\n" for at, (_, _, fill) in enumerate(cells))
    drawn = "".join(
        f'<rect fill="{fill}" x="{12 * column}" y="{24 * row}" width="12" height="24"'
        ' shape-rendering="crispEdges"/>'
        for row, (column, _, fill) in enumerate(cells)
    )
    written = "".join(
        f'<text class="r{row}" x="{12 * column}" y="{24 * row}" textLength="12"'
        f' clip-path="url(#line-{row})">{text}</text>'
        for row, (column, text, _) in enumerate(cells)
    )
    return f'<svg viewBox="0 0 48 96"><style>\n{styles}</style>{drawn}{written}</svg>'


def shown(svg: str, at: float) -> list[tuple[str, ...]]:
    """What of an animation is visible at that part of its time, from 0 to 1."""
    root = ElementTree.fromstring(svg)
    style = root.findtext(f"{_SVG}style") or ""
    classes = dict(re.findall(r"^\.(s\d+)\{(.*)\}$", style, re.M))
    found = []
    for group in root.iter(f"{_SVG}g"):
        if is_visible(style, group.get("class", ""), at):
            found += [described(piece, classes) for piece in group if piece.tag != f"{_SVG}g"]
    return sorted(found)


def is_visible(style: str, group: str, at: float) -> bool:
    if not group:
        return True
    steps = re.search(rf"^@keyframes k{group[1:]}\{{(.*)\}}$", style, re.M)
    assert steps is not None
    states: list[tuple[str, str]] = re.findall(r"([\d.]+)%\{visibility:(\w+)\}", steps[1])
    return [state for start, state in states if float(start) <= 100 * at][-1] == "visible"


def described(piece: ElementTree.Element, classes: dict[str, str]) -> tuple[str, ...]:
    place = tuple(f"{float(piece.get(name, 0)):g}" for name in ("x", "y", "textLength"))
    if piece.tag == f"{_SVG}rect":
        return ("box", piece.get("fill", ""), *place[:2], piece.get("width", ""))
    style = piece.get("class", "")
    return ("text", classes.get(style, style), *place, piece.text or "")


def expected(frame: Frame) -> list[tuple[str, ...]]:
    """The pieces of one frame, as `shown` describes them."""
    pieces: list[tuple[str, ...]] = [
        ("box", box.fill, f"{box.x:g}", f"{box.y:g}", f"{box.width:g}") for box in boxes(frame.svg)
    ]
    for text in texts(frame.svg):
        place = re.findall(r'"([\d.]+)"', text.place)
        pieces.append(("text", text.style, *place, text.content))
    pieces.append(("text", "caption", "24", "132", "0", frame.caption))
    return sorted(pieces)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Frame, _CELLS.map(picture), st.sampled_from(["one", "<&>"]), st.sampled_from([1.0, 2.5])
        ),
        min_size=2,
        max_size=5,
    )
)
def test_each_frame_is_shown_alone_in_its_turn(frames: list[Frame]) -> None:
    svg = animate(frames, still=0)
    total = sum(frame.seconds for frame in frames)
    start = 0.0
    for frame in frames:
        at = (start + frame.seconds / 2) / total
        assert shown(svg, at) == expected(frame)
        start += frame.seconds


@pytest.mark.parametrize("still", [0, 1])
def test_one_frame_stands_still_where_nothing_moves(still: int) -> None:
    frames = [Frame(picture([(0, text, "#111111")]), text, 1) for text in "ab"]
    root = ElementTree.fromstring(animate(frames, still))
    groups = [group for group in root.iter(f"{_SVG}g") if group.get("visibility") != "hidden"]
    captions = [
        piece.text for group in groups for piece in group if piece.get("class") == "caption"
    ]
    assert captions == ["ab"[still]]


def test_first_split_begins_and_ends_in_the_shell() -> None:
    """The animation of README.md goes from the command to the new history."""
    svg = (PICTURES / f"{ANIMATION.name}.svg").read_text(encoding="utf-8")
    assert "<script" not in svg
    first, last = (
        " ".join(piece[-1].replace("\xa0", " ") for piece in shown(svg, at)) for at in (0.0, 0.999)
    )
    assert "git split HEAD~2" in first
    for subject in ("Wait for quiet before", "Make the directories before", "Make run.sh work on"):
        assert subject in last
