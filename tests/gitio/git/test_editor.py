"""What the user's editor is given: the message, and below the line that cuts it off whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from splitter.core.plan.changes import add_part, assign, describe_part
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import whole
from splitter.errors import StateRefused
from tests.support.repos import Repo
from tests.support.splits import opened
from tests.support.stories import BASE, story


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
        plan = describe_part(add_part(session.start(), "one"), REST, "the rest of it\n")
        plan = assign(replace(add_part(plan, "two"), rest_after=1), [whole(session.patch, 1)], 1)
        assert session.edit_message(plan, number).startswith("edited\n")
    told = seen.read_text().splitlines()
    assert told[0] == plan.part(number).message.strip()
    assert f"# Message of {whose}.  Its changes, for reference:" in told


@pytest.mark.parametrize("message", ["", "one", "one\n", "\n one \n\nmore\n\n", "one\0two\n"])
@pytest.mark.parametrize("editor", [":", "touch"])
def test_an_editor_that_writes_nothing_leaves_the_message_as_it_is(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, editor: str, message: str
) -> None:
    """D33: there is nothing to be undone then."""
    story(repo)
    monkeypatch.setenv("GIT_EDITOR", editor)
    with opened(repo, "HEAD~2") as session:
        plan = describe_part(session.start(), REST, message)
        assert session.edit_message(plan, REST) == message


@pytest.mark.parametrize(
    ("editor", "problem"),
    [
        ("rm", "the editor removed the file; the message is unchanged"),
        (
            "printf 'caf\\351' >",
            r"not UTF-8 \(your text is in .*COMMIT_EDITMSG\); the message is unch",
        ),
    ],
    ids=["removed", "Latin-1"],
)
def test_an_editor_that_leaves_no_text_is_refused(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, editor: str, problem: str
) -> None:
    """D33: what was written in another encoding is not lost."""
    story(repo)
    monkeypatch.setenv("GIT_EDITOR", editor)
    with opened(repo, "HEAD~2") as session:
        with pytest.raises(StateRefused, match=problem):
            session.edit_message(session.start(), REST)
        if editor != "rm":
            kept = session.repository.common_dir / "split/COMMIT_EDITMSG"
            assert kept.read_bytes() == b"caf\xe9\n"


def test_changes_in_another_encoding_stand_below_a_message(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stack((BASE, "base"), ({**BASE, b"a": b"caf\xe9\n"}, "target"))
    monkeypatch.setenv("GIT_EDITOR", "sed -i '1s/.*/edited/'")
    with opened(repo) as session:
        assert session.edit_message(session.start(), REST) == "edited\n"


def test_a_nul_from_the_editor_is_kept_for_the_plan_to_refuse(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D9: the text is in the draft, and is not written."""
    story(repo)
    monkeypatch.setenv("GIT_EDITOR", "printf 'one\\000two' >")
    with opened(repo, "HEAD~2") as session:
        plan = session.start()
        plan = describe_part(plan, REST, session.edit_message(plan, REST))
    assert plan.part(REST).message == "one\0two\n"
    assert "the message of the rest contains a NUL byte" in [one.text for one in plan.problems()]


def test_a_file_is_what_the_editor_leaves_of_it(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has its own name there, and need not be text."""
    story(repo)
    name = tmp_path / "name"
    monkeypatch.setenv("GIT_EDITOR", f"basename $1 > {name}; printf more >>")
    with opened(repo, "HEAD~2") as session:
        assert session.edit_file(b"dir/a.py", b"caf\xe9\n") == b"caf\xe9\nmore"
        assert name.read_text() == "a.py\n"
        monkeypatch.setenv("GIT_EDITOR", "false")
        with pytest.raises(StateRefused, match=r"the editor failed \(false\)"):
            session.edit_file(b"dir/a.py", b"caf\xe9\n")
