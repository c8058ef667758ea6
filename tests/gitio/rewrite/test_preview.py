"""Previews against what git really shows once the split is written."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.changes import add_part, assign, describe_part, shift_line
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, whole
from splitter.core.rewrite.preview import PartPreview
from splitter.core.weave.weave import Weave
from splitter.gitio.rewrite import preview
from splitter.session import Session
from tests.gitio.rewrite.test_generated import fresh, history, plans
from tests.support.examples import examples
from tests.support.repos import File, Repo, Tree
from tests.support.splits import opened
from tests.support.stories import install_hook
from tests.support.strategies import as_tree, commits

#: What makes git show print otherwise, one setting each.
CONFIGURATIONS = [
    {},
    {"color.ui": "always"},
    {"color.diff": "always", "diff.colorMoved": "zebra"},
    {"diff.noprefix": "true"},
    {"diff.mnemonicPrefix": "true", "core.quotePath": "false"},
    {"log.date": "iso", "format.pretty": "fuller"},
    {"log.date": "relative", "format.pretty": "format:%an %s%n%b%n%D"},
    {"log.showSignature": "true", "log.decorate": "full"},
    {"i18n.logOutputEncoding": "ISO-8859-1"},
    {"diff.external": "false", "core.pager": "false"},
    {"diff.context": "0", "diff.algorithm": "patience", "core.abbrev": "12"},
    {"diff.renames": "false", "log.showRoot": "false"},
    {"diff.relative": "true", "diff.orderFile": "/dev/null"},
    {"diff.up.textconv": "tr a-z A-Z <", "diff.up.cachetextconv": "true"},
]


def shown(repo: Repo, commit: str) -> bytes:
    """What the user's own git shows of a commit."""
    done = subprocess.run(
        ["git", "show", "--stat", "-p", "--no-color", "--no-ext-diff", "--encoding=UTF-8", commit],
        cwd=repo.path,
        capture_output=True,
        check=True,
        env=os.environ,
    )
    return done.stdout


def configure(repo: Repo, settings: dict[str, str]) -> None:
    with (repo.path / ".git/config").open("a") as file:
        for key, value in settings.items():
            section, _, name = key.rpartition(".")
            first, _, rest = section.partition(".")
            file.write(f'[{first} "{rest}"]\n' if rest else f"[{first}]\n")
            file.write(f'\t{name} = "{value}"\n')
    (repo.path / ".git/info/attributes").write_text("*.up diff=up\n")


def previews(session: Session, plan: Plan) -> list[PartPreview]:
    made = (session.previewer().part(plan, number) for number in plan.order)
    return [one for one in made if one]


@examples(40)
@given(
    trees=commits(),
    data=st.data(),
    configuration=st.sampled_from(CONFIGURATIONS),
)
def test_any_part_is_previewed_as_git_shows_it_afterwards(
    trees: tuple[dict[bytes, File], dict[bytes, File]],
    data: st.DataObject,
    configuration: dict[str, str],
) -> None:
    before, after = trees
    after = {**after, b"zz/one.up": File(b"1\ntwo\n3\n")}
    for repo in fresh():
        configure(repo, configuration)
        old = history(repo, as_tree(before), as_tree(after))
        with opened(repo, old[-2]) as session:
            for _ in range(2):  # what was kept for the first plan must not show in the second
                plan = data.draw(plans(session.patch))
                made = previews(session, plan)
            rewrite = session.prepare(plan)
            session.write(rewrite)
        assert [one.oid for one in made] == [part.oid for part in rewrite.parts]
        for one in made:
            assert one.text == shown(repo, one.oid)
            assert not one.problem
        repo.check()


ROWS = [b"line %d\n" % number for number in range(40)]
OLD: Tree = {b"code.py": b"".join(ROWS), b"other.py": b"one\n", b"link": File(b"here", "120000")}
NEW: Tree = {
    b"code.py": b"".join(ROWS).replace(b"line 3\nline 4\nline 5\n", b"three of them\n")
    + b"at the end\nand more\n",
    b"other.py": b"one\ntwo\nthree\n",
    b"link": File(b"there", "120000"),
    b"new.up": b"fresh\n",
}
MESSAGE = "Do it all\n\nChange-Id: I0123456789012345678901234567890123456789\n"


@pytest.fixture
def session(repo: Repo) -> Iterator[Session]:
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    with opened(repo) as session:
        yield session


def number(session: Session, path: bytes) -> int:
    return session.patch.numbers[path]


def lines(session: Session, path: bytes, removed: Sequence[int], added: Sequence[int]) -> Selection:
    """Some lines of a file, by their index among its removed and its added ones."""
    file = session.patch.files[number(session, path)]
    changes = [file.removed[at] for at in removed] + [file.added[at] for at in added]
    return Selection(number(session, path), tuple(range(at, at + 1) for at in changes))


def two_parts(session: Session) -> Plan:
    """A plan in which one old line stays among new ones after part 1."""
    plan = add_part(add_part(session.start(), "first"), "second")
    plan = assign(plan, [lines(session, b"code.py", [0, 2], [0])], 1)
    plan = assign(plan, [lines(session, b"code.py", [], [1]), whole_of(session, b"link")], 2)
    return assign(plan, [lines(session, b"other.py", [], [1])], 1)


def whole_of(session: Session, path: bytes) -> Selection:
    return whole(session.patch, number(session, path))


def part(session: Session, plan: Plan, number: int) -> PartPreview:
    made = session.previewer().part(plan, number)
    assert made
    return made


def test_what_cannot_be_written_yet_is_shown_all_the_same(session: Session) -> None:
    plan = add_part(add_part(session.start()), "empty")
    plan = assign(plan, [whole_of(session, b"other.py")], 1)
    made = part(session, plan, 1)
    assert made.problem == "the message of part 1 is empty"
    assert b"+three\n" in made.text
    assert b"Change-Id: I0123" in part(session, plan, REST).text
    assert b"Change-Id: I0123" not in made.text
    empty = part(session, plan, 2)
    assert empty.problem == "part 2 has no changes"
    assert b"    empty\n" in empty.text
    assert b"diff" not in empty.text
    assert part(session, plan, DROPPED).problem == "the dropped changes are not committed"
    everything = assign(plan, [whole(session.patch, n) for n in range(len(session.patch))], 1)
    assert part(session, everything, REST).problem == "the rest has no changes"


def test_trailers_that_are_due_are_shown(repo: Repo) -> None:
    repo.stack((OLD, "base\n"), (NEW, "all\n\nCloses-Bug: #1\nSigned-off-by: x <y>\n"))
    with opened(repo) as session:
        plan = two_parts(session)
        first, rest = part(session, plan, 1).text, part(session, plan, REST).text
    assert b"    Signed-off-by: x <y>\n" in first
    assert b"Closes-Bug" not in first
    assert b"    Closes-Bug: #1\n" in rest


def test_only_what_has_changed_is_built_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[bytes] = []
    content = Weave.content

    def counted(woven: Weave, done: bytes, *others: Any) -> bytes:
        built.append(done)
        return content(woven, done, *others)

    plan = two_parts(session)
    before = [part(session, plan, number) for number in plan.order]
    monkeypatch.setattr(Weave, "content", counted)
    assert [part(session, plan, number) for number in plan.order] == before
    part(session, add_part(describe_part(plan, 1, "another message"), "third"), REST)
    assert built == []
    other = assign(plan, [lines(session, b"other.py", [], [1])], 2)
    part(session, other, 1)
    assert built == []  # part 1 has nothing of it any more: no version between is needed
    part(session, other, 2)
    assert len(built) == 1
    assert part(session, plan, 1) == before[0]
    assert len(built) == 2


def test_only_what_a_part_needs_is_built(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[bytes] = []
    content = Weave.content

    def counted(woven: Weave, done: bytes, *others: Any) -> bytes:
        built.append(done)
        return content(woven, done, *others)

    plan = two_parts(session)
    part(session, plan, 1)
    monkeypatch.setattr(Weave, "content", counted)
    part(session, plan, 1)
    assert built == []
    part(session, plan, 2)
    assert len(built) == 1


def test_a_cancelled_preview_is_none_and_the_next_one_whole(session: Session) -> None:
    plan = two_parts(session)
    previewer = session.previewer()
    assert previewer.part(plan, 1, lambda: True) is None
    assert previewer.file(plan, 1, 0, cancelled=lambda: True) is None
    for steps in range(6):
        answers = iter([False] * steps)
        made = previewer.part(plan, 2, lambda: next(answers, True))  # noqa: B023
    assert made
    assert made.text == part(session, plan, 2).text
    previewer.close()
    assert previewer.part(plan, 2) is None


def test_a_full_quarantine_is_emptied(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = two_parts(session)
    before = [part(session, plan, number) for number in plan.order]
    monkeypatch.setattr(preview, "LARGEST", 0)
    assert [part(session, plan, number) for number in plan.order] == before
    assert len(list(Path(tempfile.gettempdir()).glob("git-split-*"))) == 1
    session.close()
    assert not list(Path(tempfile.gettempdir()).glob("git-split-*"))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory of its own for what is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_nothing_is_written_even_where_git_keeps_what_it_converted(repo: Repo) -> None:
    configure(repo, {"diff.up.textconv": "tr a-z A-Z <", "diff.up.cachetextconv": "true"})
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    before = repo.refs(), repo.git("count-objects", "-v")
    with opened(repo) as session:
        assert b"+FRESH" in part(session, two_parts(session), REST).text
    assert (repo.refs(), repo.git("count-objects", "-v")) == before
    shown(repo, "HEAD")
    assert repo.refs() != before[0]  # git itself does keep it


def test_a_file_is_as_it_will_stand(repo: Repo, session: Session) -> None:
    plan = two_parts(session)
    rewrite = session.prepare(plan)
    made = {
        (at, path): session.previewer().file(plan, at, number(session, path))
        for at in plan.order
        for path in session.patch.numbers
    }
    session.write(rewrite)
    for one in rewrite.parts:
        tree = repo.tree(one.oid)
        for path in session.patch.numbers:
            file = made[one.number, path]
            assert file
            assert (file.content is not None) == (path in tree)
            if path in tree and path != b"link":
                assert file.content == repo.content(one.oid, path)
                blamed = repo.lines("blame", "-s", "--abbrev=40", one.oid, "--", path)
                new = [at for at, row in enumerate(blamed) if row.startswith(one.oid)]
                assert [at for lines in file.added for at in lines] == new


def test_where_old_lines_stand_among_new_ones_is_told(session: Session) -> None:
    plan, file = two_parts(session), number(session, b"code.py")
    removed = session.patch.files[file].removed[1]
    guessed = session.previewer().file(plan, 1, file, (5, 0))
    moved = shift_line(plan, file, removed, 1)
    moved = moved if moved != plan else shift_line(plan, file, removed, -1)
    ordered = session.previewer().file(moved, 1, file, (5, 0))
    assert guessed
    assert ordered
    assert guessed.content != ordered.content
    for one, ranges in ((guessed, guessed.guessed), (ordered, ordered.explicit)):
        rows = (one.content or b"").splitlines()
        assert [rows[at] for lines in ranges for at in lines] == [b"line 4"]
        assert rows[one.line] == b"line 4"
    assert not ordered.guessed
    assert not guessed.explicit


def test_what_is_no_text_has_its_content(session: Session) -> None:
    made = session.previewer().file(two_parts(session), 2, number(session, b"link"))
    assert made
    assert (made.content, made.added) == (b"there", ())


def test_a_part_has_the_id_and_change_id_that_it_is_written_with_later(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    with opened(repo) as session:
        monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0100")
        plan = two_parts(session)
        first = previews(session, plan)
        monkeypatch.setenv("GIT_COMMITTER_DATE", "1700003600 +0100")  # an hour later
        assert previews(session, plan) == first
        session.write(session.prepare(plan))
    for one in first:
        assert one.text == shown(repo, one.oid)
        assert not one.changed_by


def test_what_may_change_an_id_is_told(repo: Repo) -> None:
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    install_hook(repo, "commit-msg", '#!/bin/sh\necho "Bug: 1" >>"$1"\n')
    with opened(repo) as session:
        assert part(session, two_parts(session), 1).changed_by == "the commit-msg hook"
    with opened(repo, verify=False) as session:
        assert not part(session, two_parts(session), 1).changed_by
        repo.git("config", "commit.gpgSign", "true")
    with opened(repo, verify=False) as session:
        assert part(session, two_parts(session), 1).changed_by == "signing"
