"""The documents say what the program does today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import keys, pictures
from fixtures import ledger
from splitter.cli import _parser
from splitter.view.keys.actions import ACTIONS, key_in_words
from splitter.view.keys.settings import THEMES
from tests.support.repos import Repo

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCENARIOS = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks/README.md"]

DEFAULT_KEYS = {key_in_words(key) for action in ACTIONS for key in action.keys}


def rows(text: str, head: str) -> Iterator[list[str]]:
    """The cells of the table below that line."""
    lines = text[text.index(head) :].splitlines()[2:]
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def in_backquotes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_key_page_is_what_the_program_says() -> None:
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page(), "run: python docs/keys.py"


def test_manual_page_is_what_the_program_says() -> None:
    text = keys.MANUAL.read_text(encoding="utf-8")
    assert text == keys.manual(), "run: python docs/keys.py"
    assert all(f"({action.name})".replace("-", "\\-") in text for action in ACTIONS)
    assert text.isascii()


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md"])
def test_keys_in_tables_are_the_default_keys(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    listed = [key for row in rows(text, "| key | what it does |") for key in in_backquotes(row[0])]
    assert listed
    assert len(listed) == len(set(listed))
    assert set(listed) <= DEFAULT_KEYS


def test_make_targets_in_the_readme_exist() -> None:
    targets = re.findall(r"^    make ([\w-]+)", README, re.M)
    assert {"demo", "test"} <= set(targets)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.M)] == []


def test_manual_has_every_option_and_every_setting() -> None:
    manual = keys.MANUAL.read_text(encoding="utf-8").replace("\\-", "-")
    options = {name for action in _parser()._actions for name in action.option_strings}
    described = set(re.findall(r"\\fB(--?\w[\w-]*)\\fR", manual.split(".SH THE SCREEN")[0]))
    assert options - described <= {"--help"}
    source = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("splitter/**/*.py"))
    settings = set(re.findall(r"\bsplit\.[a-z]+[A-Za-z]*\b(?=[\"'`.])", source)) - {"split.key"}
    listed = re.findall(r"^split\.\S+", manual.split(".SH CONFIGURATION")[1], re.M)
    assert settings | {"split.key.<name>"} == set(listed)


def test_every_action_and_theme_is_on_the_key_page() -> None:
    page = keys.PAGE.read_text(encoding="utf-8")
    named = {name for line in page.splitlines() for name in in_backquotes(line)}
    assert {action.name for action in ACTIONS} | THEMES.keys() <= named


def test_repository_of_the_pictures_is_the_same_everywhere(tmp_path: Path) -> None:
    ledger.build(tmp_path / "ledger")
    assert Repo(tmp_path / "ledger").line("rev-parse", "HEAD") == ledger.TARGET


def test_pictures_are_there_and_shown() -> None:
    made = {f"{picture.name}.svg" for picture in (*pictures.ALL, pictures.ANIMATION)}
    assert {file.name for file in pictures.PICTURES.iterdir()} == made
    shown = {
        name
        for page in PAGES
        for name in re.findall(r"pictures/([\w-]+\.svg)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == made


def test_pictures_are_small_and_stand_alone() -> None:
    for file in pictures.PICTURES.iterdir():
        text = file.read_text(encoding="utf-8")
        assert len(text.encode()) <= pictures.largest(file.stem)
        assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as they are on the pages of most forges."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8"))
    assert [target for target, _ in links if not (page.parent / target).exists()] == []
    missing = [
        f"{target}#{anchor}"
        for target, anchor in links
        if anchor and anchor not in anchors(page.parent / target if target else page)
    ]
    assert missing == []


def test_tests_that_scenarios_name_are_there() -> None:
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", SCENARIOS))
    assert len(named) > 100
    missing = [
        f"{file}::{test}"
        for file, test in sorted(named)
        if not re.search(
            rf"^(async )?def {test}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.M
        )
    ]
    assert missing == []
