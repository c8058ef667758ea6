"""ARCHITECTURE.md names every package, in the words of its docstring, and the modules that run for
a key and for a plan.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from tests.docs.test_documents import ROOT, in_backquotes, rows
from tests.support.repos import Repo

PROGRAM = ROOT / "splitter"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROOTS = tuple(f"{folder.name}/" for folder in PROGRAM.iterdir() if folder.is_dir())

#: Prints the modules of the program of which functions run, in the order of their first ones.
_TRACE = """
import sys, threading
from inspect import CO_OPTIMIZED
from pathlib import Path
import splitter
program, passed = str(Path(splitter.__file__).parent), {}

def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & CO_OPTIMIZED and code.co_filename.startswith(program):
        passed[str(Path(code.co_filename).relative_to(program).with_suffix(""))] = None

def trace(function):
    threading.setprofile(function)
    sys.setprofile(function)
"""
_PLAN = """
from splitter.cli import run
trace(note)
status = run(["--plan", sys.argv[1], "HEAD~1"])
trace(None)
assert status == 0
print(*passed, sep="\\n", file=sys.stderr)
"""
_KEY = """
import asyncio
from textual import events
from splitter.session import load
from splitter.tui.app import SplitApp
from tests.tui.conftest import settled

async def use(session):
    app = SplitApp(session, theme="dark")
    async with app.run_test(size=(200, 40)) as pilot:
        await settled(pilot)
        for key in ("c", "c", "right_square_bracket"):
            await pilot.press(key)
            await settled(pilot)
        trace(note)
        app.post_message(events.Key("2", "2"))
        while not app.screen.work.plan.count(2):
            await asyncio.sleep(0.01)
        await settled(pilot)
        trace(None)

session = load(Path.cwd(), "HEAD~1")
asyncio.run(use(session))
session.close()
print(*passed, sep="\\n", file=sys.stderr)
"""
#: What reads the terminal, which a test of the screen has not.
_BELOW = {"tui/input/driver", "tui/input/keys"}
#: What has made the keys before, and what makes the preview in a thread, after the key.
_BESIDE = {"tui/input/bindings", "gitio/rewrite/preview"}
#: A plan of the commit below HEAD.
_PLAN_FILE = """
version = 1
[[part]]
message = "first"
changes = [{ file = "file", hunks = [1] }]
[[part]]
message = "second"
rest = true
"""


def first_sentence(package: Path) -> str:
    """The first sentence of a package's docstring, without its full stop."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    assert docstring, package
    summary = " ".join(docstring.split("\n\n")[0].split())
    return summary.split(". ")[0].removesuffix(".")


def test_table_has_each_package_with_the_first_sentence_of_its_docstring() -> None:
    packages = sorted(file.parent for file in PROGRAM.glob("*/**/__init__.py"))
    expected = [
        [f"`{package.relative_to(PROGRAM)}/`", first_sentence(package)] for package in packages
    ]
    assert list(rows(TEXT, "| package | what it does |")) == expected


def test_packages_and_tests_that_the_text_names_exist() -> None:
    named = {name for name in in_backquotes(TEXT) if name.startswith((*ROOTS, "tests/"))}
    assert len(named) > 20
    places = (PROGRAM, ROOT)
    missing = [
        name
        for name in named
        if not any((at / name).exists() or (at / f"{name}.py").exists() for at in places)
    ]
    assert missing == []


@pytest.fixture
def split(repo: Repo) -> Repo:
    """A commit with two hunks below another commit."""
    old = b"".join(b"%d\n" % line for line in range(30))
    new = old.replace(b"\n3\n", b"\nthree\n").replace(b"\n25\n", b"\ntwenty-five\n")
    repo.stack(
        ({b"file": old}, "base\n"),
        ({b"file": new}, "target\n"),
        ({b"file": new, b"other": b"x\n"}, "above\n"),
    )
    return repo


def passed(script: str, repo: Repo, *args: str) -> list[str]:
    """The modules of which functions run, in the order of their first ones."""
    command = [sys.executable, "-c", f"{_TRACE}{script}", *args]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=repo.path, env=path, stderr=subprocess.PIPE, text=True, check=True
    )
    return done.stderr.split()


def walk(title: str) -> str:
    """The first paragraph of a section, and the steps behind it."""
    first, *others = TEXT.split(f"\n## {title}\n\n")[1].split("\n\n")
    return "\n\n".join([first, *takewhile(lambda one: one.startswith(("1. ", "   ")), others)])


def named_in(text: str) -> set[str]:
    """The modules that a text names."""
    names = {name for name in in_backquotes(text) if name.startswith(ROOTS)}
    return {name for name in names if (PROGRAM / f"{name}.py").exists()}


def counts(text: str) -> list[int]:
    """The numbers of modules that a text says."""
    return [int(number) for number in re.findall(r"\b(\d\d)(?= modules|\s+of\s+them)", text)]


def test_key_passes_the_modules_that_its_walk_names(split: Repo) -> None:
    found = passed(_KEY, split)
    text = walk("One key press")
    assert len(named_in(text)) > 20
    assert named_in(text) - set(found) - _BELOW - _BESIDE == set()
    until_saved = found.index("core/draft/log") + 1
    assert counts(text) == [
        pytest.approx(len(found) + len(_BELOW), abs=3),
        pytest.approx(until_saved + len(_BELOW), abs=3),
    ]


def test_plan_passes_the_modules_that_its_walk_names(split: Repo, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(_PLAN_FILE, encoding="utf-8")
    found = passed(_PLAN, split, str(plan))
    text = walk("One plan")
    assert len(named_in(text)) > 20
    assert named_in(text) - set(found) == set()
    assert counts(text) == [pytest.approx(len(found), abs=3)]
    assert not [name for name in found if name.startswith(("tui/", "view/", "draft_session"))]
