"""A plan to assign changes of, and the plan after an outcome."""

from __future__ import annotations

import pytest

from splitter.core.diff.model import Patch
from splitter.core.draft.commands import apply
from splitter.core.draft.draft import Draft
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.view.assigning.outcome import Outcome
from tests.support.patches import tree_patch
from tests.support.repos import Repo
from tests.tui.conftest import NEW, OLD


@pytest.fixture
def plan(repo: Repo) -> Plan:
    """The plan that one begins with."""
    return starting_plan(tree_patch(repo, OLD, NEW), "all\n")


def after(plan: Plan, outcome: Outcome) -> Plan:
    """The plan after the steps of an outcome, which has some."""
    assert outcome.commands

    def never(patch: Patch, number: int) -> Patch:
        raise AssertionError((patch, number))

    return apply(Draft(plan), outcome.commands, never).plan


def everything(plan: Plan, file: int = 0) -> list[Selection]:
    """All changes of a file."""
    return [Selection(file, (range(plan.patch.files[file].size),))]
