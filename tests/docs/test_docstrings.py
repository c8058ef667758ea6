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
from typing import NamedTuple

import pytest

from tests.docs.test_documents import ROOT

PROGRAM = ROOT / "splitter"
FILES = sorted(PROGRAM.rglob("*.py"))
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
#: Words that begin a question or a clause, instead of naming a thing or saying what to do.
_CLAUSE = re.compile(r"(What|Where|Whether|When|Which|Who|Whose|Why|How|That|So many|The one)\b")
_REFERENCE = re.compile(r"\bsee\s+`(\w+(?:\.\w+)*)`")


class Read(NamedTuple):
    """A module that was read: its docstrings, the names that it refers to, and those it defines."""

    docstrings: list[str]
    references: set[str]
    defined: set[str]


@pytest.fixture(scope="module")
def modules() -> dict[str, Read]:
    """Every module of the program, by its path."""
    return {str(file.relative_to(PROGRAM)): read(file) for file in FILES}


def read(file: Path) -> Read:
    source = file.read_text(encoding="utf-8")
    docstrings = []
    defined = {file.parent.name if file.stem == "__init__" else file.stem}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | DEFINITIONS):
            docstrings.append(ast.get_docstring(node) or "")
        if isinstance(node, DEFINITIONS):
            defined.add(node.name)
        if isinstance(node, ast.ClassDef):
            defined.update(f"{node.name}.{member}" for member in members(node))
    references = set(_REFERENCE.findall("\n\n".join([*docstrings, *comments(source)])))
    return Read(docstrings, references, defined)


def members(node: ast.ClassDef) -> Iterator[str]:
    """The methods and fields of a class."""
    for one in node.body:
        if isinstance(one, DEFINITIONS):
            yield one.name
        elif isinstance(one, ast.AnnAssign):
            yield ast.unparse(one.target)


def comments(source: str) -> Iterator[str]:
    """The lines of the comments that may refer to something, which few files have."""
    if re.search(r"#.*\bsee\s", source):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.string


def test_what_a_docstring_refers_to_exists(modules: dict[str, Read]) -> None:
    known = {name for module in modules.values() for name in module.defined}
    unknown = {file: module.references - known for file, module in modules.items()}
    assert {file: names for file, names in unknown.items() if names} == {}
    assert any(module.references for module in modules.values())


def test_docstrings_begin_as_a_noun_phrase_or_a_command(modules: dict[str, Read]) -> None:
    clauses = {
        f"{file}: {text.splitlines()[0]}"
        for file, module in modules.items()
        for text in module.docstrings
        if _CLAUSE.match(text)
    }
    assert clauses == set()
