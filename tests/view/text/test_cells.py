"""Text has one measure of its width."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import splitter

PROGRAM = Path(splitter.__file__).parent
#: What measures text in cells, by the modules that have it.
MEASURES = ("rich.cells", "wcwidth", "unicodedata")


def imported(module: Path) -> Iterator[str]:
    """The names of the modules that a module imports."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_one_module_measures_text() -> None:
    found = [
        str(module.relative_to(PROGRAM))
        for module in PROGRAM.rglob("*.py")
        if any(name.startswith(MEASURES) for name in imported(module))
    ]
    assert found == ["view/text/cells.py"]
