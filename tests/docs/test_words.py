"""Texts for readers use git's words: phrases that have a better word are found, with that word.

`FOLDERS` names what is read.  In Markdown and in the manual page only prose counts, not code; in
Python every string counts, docstrings included.  The tables that `docs/keys.py` writes have the
words of `splitter/view/keys`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from docs import keys
from tests.docs.test_documents import ROOT

#: The files and folders whose texts are read, from the top of the project.
FOLDERS = ("README.md", "CHANGELOG.md", "docs", "man", "splitter")
#: Pages that are written from strings in Python, which are read there.
GENERATED = {keys.PAGE}

#: Phrases to avoid, as regular expressions in lower case, and what to write instead.
REJECTED: Mapping[str, str] = {
    r"last look": "review",
    r"work[- ]trees?": "working tree",
    r"undecided": "unassigned",
    r"leaves? history|stays? in the working tree": "not committed, kept as an uncommitted change",
    r"text between|interim|texts? that (neither|no) version has": "edit",
    r"what (it|a part|▶) reads|reads? until": "edit",
    r"doubts?": "warning",
    r"(changes|only) blanks|blanks only|blanks (only )?changed": "whitespace-only",
    r"whole-file facts?|facts?": "file change",
    r"gives? up|given up|giving up": "cancel",
    r"takes? back|took back": "undo",
    r"go(es)? on with|gone on with": "resume",
    r"(start|begin)s? anew|beg[au]n anew": "start over",
    r"gives? (it|them|all|every|to|what|the rest)|given (to|away)|goes to the rest": "assign",
    r"beside each other": "next to each other; for lines of a block, interleaved",
    r"\w+ before and next|next and before|the one before": "previous and next",
    r"told|tells of": "name what is reported: a warning, a message, an error",
    r"says nothing|what is (to be )?said": "invalid value; name the thing",
    r"no longer held": "dropped",
    r"by itself": "automatically, or by default",
    r"who(ever)? (gives|wants|comes)": "the verb in the imperative",
    r"are to do without": "are merged",
    r"one likes": "you",
    r"put right": "corrected",
}
#: Words of file formats, which stay as they are: they are no text for readers.
FORMATS = r'"given up"|^given up$|\bfacts = \[|``[^`]*``'
#: Names of code and plan, which documents use as code only.
NAMES: Mapping[str, str] = {
    r"heirs?": "the part that keeps the Change-Id",
}
#: Keys of the plan file, which Python has as strings of their own.
PLAN_KEYS = {"facts", "heir"}


def files() -> Iterator[Path]:
    for name in FOLDERS:
        at = ROOT / name
        found = [at] if at.is_file() else sorted(at.rglob("*"))
        yield from (
            file for file in found if file.suffix in (".md", ".py", ".1") and file not in GENERATED
        )


def prose(file: Path) -> str:
    """The text of a file for readers; of a decision record its title and first sentence."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
        values = (node.value for node in nodes if isinstance(node.value, str))
        texts = (value for value in values if value not in PLAN_KEYS)
        return "\n\n".join(re.sub(FORMATS, " ", text) for text in texts)
    if file.suffix == ".1":
        before, _, rest = text.partition(keys.BEGIN)
        text = before + rest.partition(keys.END)[2]
        text = re.sub(r"^\.nf$.*?^\.fi$", "", text, flags=re.DOTALL | re.MULTILINE)
        return re.sub(r"\\f[BI].*?\\fR|\\-|^\.\w+", " ", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^```.*?^```|^ {4,}.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    if file.parent.name == "decisions":
        title, _, rest = text.partition("\n\nDate:")
        first = rest.partition("\n\n")[2].partition(". ")[0].partition("\n\n")[0]
        text = f"{title}\n{first}"
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", text)


def rejected(file: Path) -> list[str]:
    text = " ".join(prose(file).split())
    words = REJECTED if file.suffix == ".py" else {**REJECTED, **NAMES}
    return [
        f"'{found[0]}' in '...{text[max(0, found.start() - 30) : found.end() + 30]}...': {better}"
        for phrase, better in words.items()
        for found in re.finditer(rf"(?<![\w-])({phrase})(?![\w-])", text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("file", list(files()), ids=lambda file: str(file.relative_to(ROOT)))
def test_text_has_no_phrase_that_has_a_better_word(file: Path) -> None:
    assert rejected(file) == []


@pytest.mark.parametrize(
    ("name", "text", "phrase"),
    [
        ("page.md", "The last look is next.\n", "last look"),
        ("page.md", "The\nlast\nlook is next.\n", "last look"),
        ("page.md", "`last look` and\n\n    last look\n", ""),
        ("page.1", "the \\fIwork tree\\fR and the work\ntree\n", "work tree"),
        ("page.py", 'def f() -> str:\n    """Undecided."""\n    return "x"\n', "Undecided"),
        ("page.py", "undecided = 1\n", ""),
        ("page.py", "KEYS = ('facts',)\n", ""),
        ("page.md", "The heir keeps it.\n", "heir"),
        ("page.py", "TEXT = 'heir'\n", ""),
    ],
)
def test_phrase_is_found_in_prose_and_not_in_code(
    tmp_path: Path, name: str, text: str, phrase: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = rejected(tmp_path / name)
    assert [line.split("'")[1] for line in found] == ([phrase] if phrase else [])
