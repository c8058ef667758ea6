"""The modules of the program import each other in no circle, not even for types."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import splitter

PROGRAM = Path(splitter.__file__).parent


def name_of(file: Path) -> str:
    """The name of the module in a file; of a package, that of the package."""
    parts = file.relative_to(PROGRAM.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports() -> dict[str, set[str]]:
    """The modules that each module imports.

    Packages are left out: those that import their modules late name them for mypy only.
    """
    files = {name_of(file): file for file in PROGRAM.rglob("*.py") if file.stem != "__init__"}
    found: dict[str, set[str]] = {}
    for name, file in files.items():
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        pairs = [
            (node.module or "", alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        named = {f"{module}.{one}" for module, one in pairs} | {module for module, _ in pairs}
        found[name] = named & files.keys()
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = imports()
    assert "splitter.tui.main.cursor" in found["splitter.tui.main.context"]
    TopologicalSorter(found).prepare()  # raises CycleError with the modules of a circle
