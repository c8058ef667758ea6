"""The examples of the plan file are plans that the program applies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docs import keys
from fixtures import ledger, story
from splitter.session import Session, load
from tests.docs.test_documents import ROOT

PAGE = (ROOT / "docs/plan-file.md").read_text(encoding="utf-8")
MANUAL = keys.MANUAL.read_text(encoding="utf-8")
#: An example without its indentation, by its first line.
_BLOCK = r"(?:^    {}.*\n(?:    .*\n|\n(?=    ))*)"


def example(begin: str) -> str:
    found = re.search(_BLOCK.format(re.escape(begin)), PAGE, re.M)
    assert found is not None
    return re.sub(r"^    ", "", found[0], flags=re.M)


@contextmanager
def opened(repository: Path, commit: str) -> Iterator[Session]:
    session = load(repository, commit)
    try:
        yield session
    finally:
        session.close()


def test_example_splits_the_commit_of_the_demo(tmp_path: Path) -> None:
    story.build(tmp_path / "tend")
    with opened(tmp_path / "tend", "HEAD~2") as session:
        rewrite = session.prepare(session.read_plan(example("version = 1")))
        assert [part.message.subject for part in rewrite.parts] == [
            "Wait for quiet before stopping the base",
            "Make the directories before anything is written",
            "Make run.sh work on a new machine",
        ]
        assert rewrite.heir is rewrite.parts[2]
        assert rewrite.dropped


@pytest.mark.parametrize(
    ("order", "line", "edits"),
    [(example("order = ["), 9, ""), ("", 3, example("edits = ["))],
    ids=["order", "edits"],
)
def test_examples_of_orders_and_edits_are_read(
    tmp_path: Path, order: str, line: int, edits: str
) -> None:
    ledger.build(tmp_path / "ledger")
    plan = f"""\
version = 1
{order}
[[part]]
message = "Show an entry on one line"
changes = [{{ file = "ledger/report/text.py", added = [{line}] }}]
{edits}
[[part]]
rest = true
"""
    with opened(tmp_path / "ledger", "HEAD") as session:
        assert len(session.prepare(session.read_plan(plan)).parts) == 2


def test_manual_has_the_same_example() -> None:
    shown = re.search(r"^\.nf\n(version = 1\n.*?)^\.fi", MANUAL, re.M | re.S)
    assert shown is not None
    assert shown[1].replace("\\-", "-") == example("version = 1")


def test_page_and_manual_have_the_same_keys() -> None:
    listed = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    plan = MANUAL.split(".SH THE PLAN FILE")[1].split("\n.SH ")[0]
    named = set(re.findall(r"\\fB(\w+)\\fR", plan))
    assert listed <= named
    assert {"order", "edits", "heir", "rest", "facts"} <= listed
