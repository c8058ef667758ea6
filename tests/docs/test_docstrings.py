"""Docstrings begin as a noun phrase or a command, and refer to names that exist.

A reference is `see` and a name in backquotes.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.test_documents import ROOT

PROGRAM = ROOT / "splitter"
FILES = sorted(PROGRAM.rglob("*.py"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: Words that begin a question or a clause, instead of naming a thing or saying what to do.
_CLAUSE = re.compile(r"(What|Where|Whether|When|Which|Who|Whose|Why|How|That|So many|The one)\b")
_REFERENCE = re.compile(r"\bsee\s+`(\w+(?:\.\w+)*)`")


def docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def texts(file: Path) -> Iterator[str]:
    """The docstrings of a file, and its comments."""
    source = file.read_text(encoding="utf-8")
    yield from docstrings(source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def references(file: Path) -> set[str]:
    return {name for text in texts(file) for name in _REFERENCE.findall(text)}


def defined(file: Path) -> Iterator[str]:
    """The name of a module, or of its package, and what it defines: methods as ``Class.method``."""
    yield file.parent.name if file.stem == "__init__" else file.stem
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, DEFINITIONS):
            yield node.name
        if isinstance(node, ast.ClassDef):
            members = (one.name for one in node.body if isinstance(one, DEFINITIONS))
            fields = (
                ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)
            )
            yield from (f"{node.name}.{member}" for member in (*members, *fields))


KNOWN = frozenset(name for file in FILES for name in defined(file))


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if references(file)],
    ids=lambda file: str(file.relative_to(PROGRAM)),
)
def test_what_a_docstring_refers_to_exists(file: Path) -> None:
    assert references(file) - KNOWN == set()


def test_docstrings_begin_as_a_noun_phrase_or_a_command() -> None:
    clauses = {
        f"{file.relative_to(PROGRAM)}: {text.splitlines()[0]}"
        for file in FILES
        for text in docstrings(file.read_text(encoding="utf-8"))
        if _CLAUSE.match(text)
    }
    assert clauses == set()
