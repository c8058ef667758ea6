"""ARCHITECTURE.md names every package, in the words of its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.docs.test_documents import ROOT, in_backquotes, rows

PROGRAM = ROOT / "splitter"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


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
    roots = tuple(f"{folder.name}/" for folder in PROGRAM.iterdir() if folder.is_dir())
    named = {name for name in in_backquotes(TEXT) if name.startswith((*roots, "tests/"))}
    assert len(named) > 20
    missing = [name for name in named if not any((at / name).exists() for at in (PROGRAM, ROOT))]
    assert missing == []
