"""Private names of Textual: which are used, where, and the version each was checked against.

A name without a promise may change its meaning in any version.  So all are used in one package,
`splitter.tui.input`, but for those of `ELSEWHERE`, each with its reason.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import splitter.tui

TUI = Path(splitter.tui.__file__).parent


class Use(NamedTuple):
    """A private name of Textual used below `splitter/tui`, and the module that defines it."""

    where: str
    name: str
    defined_in: str


#: Each use with the version of Textual against which it was checked.
CHECKED = {
    Use("input/driver.py", "_debug", "textual.driver"): "8.2.8",
    Use("input/driver.py", "_file", "textual.drivers.linux_driver"): "8.2.8",
    Use("input/driver.py", "_get_terminal_size", "textual.drivers.linux_driver"): "8.2.8",
    Use("input/driver.py", "_size", "textual.driver"): "8.2.8",
    Use("input/key_queue.py", "_exit", "textual.app"): "8.2.8",
    Use("input/keys.py", "_ansi_sequences", "textual._ansi_sequences"): "8.2.8",
    Use("input/keys.py", "_parser", "textual._parser"): "8.2.8",
    Use("input/keys.py", "_time", "textual._time"): "8.2.8",
    Use("input/keys.py", "_xterm_parser", "textual._xterm_parser"): "8.2.8",
    Use("input/keys.py", "_sequence_to_key_events", "textual._xterm_parser"): "8.2.8",
    Use("input/keys.py", "_timeout_time", "textual._parser"): "8.2.8",
    Use("widgets/line_list.py", "_start_widget", "textual.app"): "8.2.8",
    Use("widgets/line_list.py", "_vertical_scrollbar", "textual.widget"): "8.2.8",
}
#: Uses outside of `splitter.tui.input`, with the reason.
ELSEWHERE = {
    ("widgets/line_list.py", "_start_widget"): "Textual cannot be given another scrollbar class",
    ("widgets/line_list.py", "_vertical_scrollbar"): "the place where Textual keeps the scrollbar",
}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def private_names(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """The private names of members in a module, each with whether it is defined there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            yield node.attr, isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from ((name, True) for name in [item.name] if is_private(name))
                elif isinstance(item, ast.Assign | ast.AnnAssign):
                    targets = item.targets if isinstance(item, ast.Assign) else [item.target]
                    ids = [target.id for target in targets if isinstance(target, ast.Name)]
                    yield from ((name, True) for name in ids if is_private(name))


def imported(tree: ast.AST) -> Iterator[str]:
    """The private modules and names that a module imports from Textual."""
    for node in ast.walk(tree):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for module in modules:
            first, *others = module.split(".")
            yield from filter(is_private, others if first == "textual" else ())


@cache
def members(cls: type) -> frozenset[str]:
    """The names that a class defines in its body or by ``self.``, from its source."""
    tree = ast.parse(dedent(inspect.getsource(cls)))
    return frozenset(name for name, is_defined in private_names(tree) if is_defined)


def inherited(module: str) -> set[str]:
    """The private names of Textual's classes from which the classes of a module inherit."""
    return {
        name
        for cls in vars(importlib.import_module(module)).values()
        if inspect.isclass(cls) and cls.__module__ == module
        for base in cls.__mro__
        if base.__module__.split(".")[0] == "textual"
        for name in members(base)
    }


def uses() -> Iterator[tuple[str, str]]:
    """The private names of Textual in each module below `splitter/tui`: what is imported, what is
    inherited from Textual's classes, and what nothing of ours defines.
    """
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in TUI.rglob("*.py")}
    ours = {name for tree in trees.values() for name, is_ours in private_names(tree) if is_ours}
    for file, tree in trees.items():
        where = str(file.relative_to(TUI))
        module = ".".join(("splitter.tui", *file.relative_to(TUI).with_suffix("").parts))
        names = {name for name, _ in private_names(tree)}
        theirs = inherited(module.removesuffix(".__init__"))
        for name in {*imported(tree), *(names & theirs), *(names - ours)}:
            yield where, name


def test_private_names_of_textual_are_those_that_were_checked() -> None:
    assert set(uses()) == {(use.where, use.name) for use in CHECKED}


def test_private_names_of_textual_are_used_below_input_only() -> None:
    outside = {(where, name) for where, name in uses() if not where.startswith("input/")}
    assert outside == ELSEWHERE.keys()


def test_private_names_are_still_defined_in_textual() -> None:
    for use in CHECKED:
        text = inspect.getsource(importlib.import_module(use.defined_in))
        is_module = use.defined_in.endswith(f".{use.name}")
        assert is_module or re.search(rf"\b{use.name}\b", text), use


def test_versions_that_were_checked_are_those_that_the_program_allows() -> None:
    text = (TUI.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    least, most = re.findall(r'"textual>=(\d+\.\d+),<(\d+)"', text)[0]
    for version in CHECKED.values():
        numbers = tuple(map(int, version.split(".")))
        assert tuple(map(int, least.split("."))) <= numbers < (int(most),)
