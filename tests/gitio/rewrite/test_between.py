"""Texts that neither version has, through the real git."""

from __future__ import annotations

import pytest

from splitter.errors import PlanRefused
from tests.support.repos import Repo, Tree
from tests.support.splits import opened

BEFORE: Tree = {b"f": b"a\nf(1)\nz\n", b"new": b"1\n"}
AFTER: Tree = {b"f": b"a\ng(1, 2)\nz\n", b"new": b"2\n"}
PLAN = """version = 1
[[part]]
message = "one"
changes = [ { file = "f", removed = [2] } ]
between = [ { file = "f", added = 2, text = 'TEXT' } ]
[[part]]
message = "two"
rest = true
"""


def test_a_text_is_in_its_part_and_not_in_the_last(repo: Repo) -> None:
    repo.stack((BEFORE, "base\n"), (AFTER, "both\n"))
    whole = repo.git("rev-parse", "HEAD^{tree}")
    with opened(repo, "HEAD") as session:
        session.write(session.prepare(session.read_plan(PLAN.replace("TEXT", '"g": 1,'))))
    assert repo.content("main~1", b"f") == b'a\n"g": 1,\nz\n'
    assert repo.git("diff", "--numstat", "main~2", "main~1") == b"1\t1\tf\n"
    assert repo.git("rev-parse", "main^{tree}") == whole
    repo.check()


def test_a_part_that_its_text_leaves_nothing_of_is_refused(repo: Repo) -> None:
    repo.stack((BEFORE, "base\n"), (AFTER, "both\n"))
    refs = repo.refs()
    with opened(repo, "HEAD") as session:
        plan = session.read_plan(PLAN.replace("TEXT", "f(1)"))
        with pytest.raises(PlanRefused, match=r"^part 1 changes nothing: its edit is the previous"):
            session.prepare(plan)
    assert repo.refs() == refs
