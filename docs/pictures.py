"""Makes the pictures of the documentation from the program itself: ``python docs/pictures.py``."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fixtures.story import build  # noqa: E402
from splitter import session as sessions  # noqa: E402
from splitter.tui.app import SplitApp  # noqa: E402

SIZE = (112, 34)
#: From the start of the story to a screen that shows what it is about.
_STORY = [
    *("X", "J", "1", "K", "right_square_bracket", "2"),
    *(*["down"] * 4, "v", *["down"] * 5, "2", "v", *["down"] * 5, "3"),
    *("comma", "comma", "m", *"Wait for quiet", "escape"),
    *("full_stop", "m", *"Make the directories first", "escape"),
    *("full_stop", "m", *"Ask for a process in one place", "escape", "i"),
]


async def picture(repository: Path, keys: list[str]) -> str:
    """The screen as SVG after those keys."""
    session = sessions.load(repository, "HEAD~2")
    app = SplitApp(session)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        svg = app.export_screenshot(title="git split HEAD~2")
    session.forget_draft()
    session.repository.close()
    return re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)


def main() -> None:
    """Write the pictures beside this file."""
    with tempfile.TemporaryDirectory() as scratch:
        repository = Path(scratch, "tend")
        build(repository)
        svg = asyncio.run(picture(repository, _STORY))
    (ROOT / "docs" / "screen.svg").write_text(svg + "\n")


if __name__ == "__main__":
    main()
