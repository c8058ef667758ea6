"""The texts of the screen are in view/phrases, where they can be read together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import splitter.tui

ROOT = Path(splitter.tui.__file__).parent
#: Names of styles and colours, which are not texts.
STYLES = ROOT / "theme" / "styles.py"
_WORDS = re.compile(r"[A-Za-z]{2,},? [A-Za-z]|[a-z] [a-z]{2,}")
MODULES = sorted({*ROOT.rglob("*.py")} - {STYLES})


def texts(tree: ast.AST) -> Iterator[str]:
    """The constant strings of a module except docstrings, stylesheets, types and bindings."""
    for child in ast.iter_child_nodes(tree):
        match child:
            case ast.Expr(value=ast.Constant()) | ast.Subscript():
                pass
            case ast.Call(func=ast.Name(id="Binding")):
                pass
            case ast.Assign(targets=[ast.Name(id="CSS" | "DEFAULT_CSS" | "TITLE")]):
                pass
            case ast.Constant(value=str(text)):
                yield text
            case _:
                yield from texts(child)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_of_the_screen_has_a_sentence(path: Path) -> None:
    found = texts(ast.parse(path.read_text(encoding="utf-8")))
    assert [text for text in found if _WORDS.search(text)] == []
