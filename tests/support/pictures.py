"""Pictures of the screen to compare with those that are kept, as SVG and as text.

``SNAPSHOTS=update`` keeps what there is now; look at it before it is committed.
"""

from __future__ import annotations

import os
import re
from difflib import unified_diff
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from textual.app import App

from splitter.view.text.cells import width

KEPT = Path(__file__).parents[1] / "tui" / "snapshots"
#: Whether to keep what there is now.
UPDATE = os.environ.get("SNAPSHOTS") == "update"
#: What comes from the net, and what names the program that draws.
_FOREIGN = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
_LINE = re.compile(r"-line-(\d+)\)")
#: How wide a cell is in the SVG, in its units.
_CELL = 12.2


def svg(app: App[Any]) -> str:
    """The screen as SVG, with nothing in it from elsewhere."""
    return _FOREIGN.sub("", app.export_screenshot(title="git split")) + "\n"


def text(app: App[Any]) -> str:
    """The screen as lines of text, without the blanks at their ends."""
    lines: dict[int, str] = {}
    for element in ElementTree.fromstring(svg(app)).iter("{http://www.w3.org/2000/svg}text"):
        line = _LINE.search(element.get("clip-path", ""))
        if line is None:  # the title of the window
            continue
        before = lines.get(int(line[1]), "")
        column = round(float(element.get("x", "0")) / _CELL)
        words = (element.text or "").replace("\xa0", " ")
        lines[int(line[1])] = before + " " * (column - width(before)) + words
    rows = (lines.get(n, "").rstrip() for n in range(app.size.height))
    return "".join(f"{row}\n" for row in rows)


def is_as_kept(name: str, now: str) -> bool:
    """Whether a picture is the one that is kept."""
    path = KEPT / name
    return path.exists() and path.read_text(encoding="utf-8") == now


def assert_as_kept(name: str, now: str) -> None:
    """Assert that a picture is the one that is kept; with ``SNAPSHOTS=update``, keep it."""
    path = KEPT / name
    if UPDATE:
        path.write_text(now, encoding="utf-8")
    if not is_as_kept(name, now):
        before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        difference = "\n".join(unified_diff(before, now.splitlines(), "kept", "now", lineterm=""))
        raise AssertionError(f"{name} is another now (SNAPSHOTS=update keeps it):\n{difference}")
