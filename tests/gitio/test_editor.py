"""What the user's editor is given: the message, and below the line that cuts it off whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from splitter.core.plan import whole
from splitter.core.rules import REST
from tests.support.repos import Repo
from tests.support.splits import opened
from tests.support.stories import story


@pytest.mark.parametrize(
    ("number", "whose"),
    [
        (1, "part 1, commit 1 of 3"),
        (REST, "the rest, commit 2 of 3"),
        (2, "part 2, commit 3 of 3"),
    ],
)
def test_the_file_says_whose_message_it_is(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, whose: str
) -> None:
    story(repo)
    seen = tmp_path / "seen"
    monkeypatch.setenv("GIT_EDITOR", f"cp $1 {seen} && echo edited >")
    with opened(repo, "HEAD~2") as session:
        plan = session.start().add("one").describe(REST, "the rest of it\n")
        plan = replace(plan.add("two"), rest_after=1).assign([whole(session.patch, 1)], 1)
        assert session.edit_message(plan, number).startswith("edited\n")
    told = seen.read_text().splitlines()
    assert told[0] == plan.part(number).message.strip()
    assert f"# This is the message of {whose}; its changes, to read along:" in told
