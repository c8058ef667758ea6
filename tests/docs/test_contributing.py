"""The recipes of CONTRIBUTING.md, followed in a copy of the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.test_documents import ROOT, in_backquotes
from tests.support.repos import Repo

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

#: Opens the first commit of a repository and uses the new key and the new theme.
_USE = """
import asyncio, json, sys
from pathlib import Path
from splitter.session import load
from splitter.tui.app import SplitApp
from splitter.view.keys.settings import read_settings
from tests.tui.conftest import settled

async def use(session):
    app = SplitApp(session, theme="dark")
    async with app.run_test(size=(120, 40)) as pilot:
        async def press(*keys):
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
        await settled(pilot)
        parts = app.screen.parts
        await press("c", "c", "comma")
        before = parts.cursor
        await press("L")
        after = parts.cursor
        await press("T", "7")
        return {"before": before, "after": after, "last": parts.count - 1,
                "theme": app.theme, "is_dark": app.current_theme.dark}

session = load(Path(sys.argv[1]), "HEAD")
used = asyncio.run(use(session))
session.close()
settings = read_settings({"split.theme": "sepia", "split.key.last-part": "H"})
print(json.dumps({**used, "configured": [settings.theme, *settings.keys["last-part"]]}))
"""


def recipe(title: str) -> str:
    """The section of CONTRIBUTING.md with that title."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def code(title: str) -> list[str]:
    """The lines to add in a recipe, block by block."""
    found = re.findall(r"   ```diff\n(.*?)   ```\n", recipe(title), re.S)
    return [re.sub(r"^ {3}\+", "", block, flags=re.M) for block in found]


def insert(file: Path, behind: str, block: str) -> None:
    """Insert a block of code behind the line that begins so; at the end for no line."""
    text = file.read_text(encoding="utf-8")
    at = text.index("\n", text.index(f"\n{behind}") + 1) + 1 if behind else len(text)
    file.write_text(text[:at] + block + text[at:], encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program in which the recipes for a key and for a theme were followed."""
    copy = tmp_path_factory.mktemp("recipes")
    ignored = shutil.ignore_patterns("__pycache__", "pictures")
    for name in ("splitter", "docs", "man", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    row, method, entry = code("Add a key")
    insert(copy / "splitter/view/keys/actions.py", '    Action("previous-part"', row)
    insert(copy / "splitter/tui/main/controllers/part_actions.py", "", f"\n{method}")
    insert(copy / "splitter/tui/main/actions.py", '            "previous-part"', entry)
    name, styles = code("Add a theme")
    insert(copy / "splitter/view/keys/settings.py", "THEMES = ", name)
    insert(copy / "splitter/tui/theme/styles.py", "", f"\n\n{styles}")
    subprocess.run([sys.executable, "docs/keys.py"], cwd=copy, check=True)
    return copy


@pytest.fixture
def used(followed: Path, repo: Repo) -> Any:
    """What came of the key and of the theme on the screen of that copy."""
    repo.stack(({b"file": b"old\n"}, "base\n"), ({b"file": b"new\n"}, "change\n"))
    command = [sys.executable, "-c", _USE, str(repo.path)]
    return json.loads(subprocess.check_output(command, cwd=followed, text=True))


def test_key_and_theme_of_the_recipes_work_on_the_screen(used: Any) -> None:
    assert used["before"] != used["last"]
    assert used["after"] == used["last"]
    assert (used["theme"], used["is_dark"]) == ("sepia", False)
    assert used["configured"] == ["sepia", "H"]


def test_key_and_theme_of_the_recipes_are_documented(followed: Path) -> None:
    for page in ("docs/keys.md", "man/git-split.1"):
        text = (followed / page).read_text(encoding="utf-8").replace("\\-", "-")
        assert "last-part" in text
        assert "sepia" in text


def test_files_and_targets_that_the_guide_names_exist() -> None:
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.S)
    named = [name for name in in_backquotes(prose) if re.fullmatch(r"[\w./-]+/[\w./-]+", name)]
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
    targets = re.findall(r"^    make ([\w-]+)", TEXT, re.M)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.M)] == []
