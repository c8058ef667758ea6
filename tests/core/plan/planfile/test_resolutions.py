"""Resolutions in a plan file and in the log of a draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.parse import parse
from splitter.core.draft import log
from splitter.core.draft.commands import ChooseEmpty, Resolve, Unresolve, apply
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import Entry, History
from splitter.core.options import EmptyCommits
from splitter.core.plan.emptied import Emptied
from splitter.core.plan.plan import Plan, starting_plan
from splitter.core.plan.planfile.read import read_plan
from splitter.core.plan.planfile.resolutions import write_unresolved
from splitter.core.plan.planfile.write import write_plan
from splitter.core.plan.resolutions import Resolution, Taken, has_markers
from splitter.errors import PlanRefused

TARGET = "1" * 40
OTHER = "a" * 40
DIFF = b"""\
:100644 100644 %s %s M\0f\0\0diff --git a/f b/f
index %s..%s 100644
--- a/f
+++ b/f
@@ -1,2 +1,2 @@
 a
-b
+c
""" % ((b"2" * 40, b"3" * 40) * 2)
PATCH = parse(DIFF)

oids = st.text("0123456789abcdef", min_size=40, max_size=40)
paths = st.binary(min_size=1, max_size=12).filter(lambda path: b"\0" not in path)
texts = st.one_of(
    st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode(errors="replace"))
)


@st.composite
def resolutions(draw: st.DrawFn) -> Resolution:
    taken = draw(st.sampled_from(Taken))
    text = draw(texts.filter(lambda text: not has_markers(text))) if taken is Taken.TEXT else b""
    blobs = draw(st.one_of(st.just(()), st.tuples(oids, oids, st.just(""))))
    return Resolution(draw(oids), draw(paths), taken, text, blobs)


several = st.lists(resolutions(), max_size=3, unique_by=lambda one: one.place).map(tuple)


def read(text: str) -> Plan:
    return read_plan(text, PATCH, TARGET)


@given(st.lists(st.builds(Emptied, oids, st.sampled_from(EmptyCommits)), max_size=3))
def test_a_plan_file_and_the_log_give_the_answers_about_empty_commits_back(
    some: list[Emptied],
) -> None:
    draft = Draft(starting_plan(PATCH, "message"))
    history = History(draft)
    for one in some:
        entry = Entry((ChooseEmpty(one.commit, one.action),))
        history = history.do(apply(history.draft, entry.commands, lambda patch, _: patch), entry)
    answers = history.draft.plan.emptied
    assert {one.commit: one.action for one in answers} == {one.commit: one.action for one in some}
    assert read(write_plan(history.draft.plan, TARGET)).emptied == answers
    lines = [log.done(Entry((ChooseEmpty(one.commit, one.action),))) for one in some]
    replayed = log.replay(
        b"".join([log.head(write_plan(draft.plan, TARGET)), *lines]), read, lambda patch, _: patch
    )
    assert replayed
    assert replayed.history.draft.plan.emptied == answers


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        ('commit = "12"\naction = "drop"', 6, "'12' is not the full id of a commit"),
        (f'commit = "{OTHER}"', 5, "'action' is missing in an entry of [[emptied]]"),
        (f'commit = "{OTHER}"\naction = "ask"', 7, '\'action\' must be "keep" or "drop"'),
        (
            f'commit = "{OTHER}"\naction = "keep"\n[[emptied]]\ncommit = "{OTHER}"\n'
            'action = "drop"',
            8,
            f"there are two answers about {OTHER[:10]}",
        ),
    ],
)
def test_a_wrong_answer_about_an_empty_commit_is_refused_with_its_line(
    entry: str, line: int, message: str
) -> None:
    head = 'version = 1\n[[part]]\nmessage = "x"\nrest = true\n[[emptied]]\n'
    with pytest.raises(PlanRefused) as refused:
        read(f"{head}{entry}\n")
    assert (str(refused.value), refused.value.line) == (message, line)


@given(several)
def test_a_plan_file_gives_its_resolutions_back(some: tuple[Resolution, ...]) -> None:
    plan = replace(starting_plan(PATCH, "message"), resolutions=some)
    assert read(write_plan(plan, TARGET)).resolutions == some


@given(several)
def test_the_log_gives_resolutions_back_and_undo_takes_them_away(
    some: tuple[Resolution, ...],
) -> None:
    plan = starting_plan(PATCH, "message")
    entries = [Entry((Resolve(one),)) for one in some]
    entries += [Entry((Unresolve(*one.place),)) for one in some[:1]]
    lines = [log.head(write_plan(plan, TARGET)), *map(log.done, entries)]
    replayed = log.replay(b"".join(lines), read, lambda patch, _: patch)
    assert replayed is not None
    assert replayed.length == sum(map(len, lines))
    assert replayed.history.draft.plan.resolutions == some[1:]
    history: History = replayed.history
    for _ in entries:
        history = history.undo()
    assert history.draft == Draft(read(write_plan(plan, TARGET)))


HEAD = f'version = 1\n[[part]]\nmessage = "x"\nrest = true\n[[resolution]]\ncommit = "{OTHER}"\n'


@pytest.mark.parametrize(
    ("rows", "line", "message", "hint"),
    [
        ('path = "f"', 7, "the resolution names no outcome", "write text"),
        ('path = "f"\ntake = "mine"', 8, '\'take\' must be "ours" or "theirs"', "take = "),
        ('path = "f"\ntake = "ours"\ntext = "x"', 8, "has both text and take", "write text"),
        ('take = "ours"', 5, "'path' is missing in a resolution", 'write path = "..."'),
        ('path = "f"\nblobs = ["1"]\ntake = "ours"', 8, "must be three ids", "leave it out"),
        ('path = "f"\ncontent = "x"', 8, "unknown key 'content' in a resolution", "text"),
        (
            'path = "f"\ntext = """\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"""',
            8,
            "still has conflict markers",
            "remove",
        ),
        (
            f'path = "f"\ntake = "ours"\n[[resolution]]\ncommit = "{OTHER}"\npath = "f"\n'
            'take = "ours"',
            9,
            "is resolved twice",
            "keep one",
        ),
    ],
)
def test_a_wrong_resolution_is_refused_with_its_line(
    rows: str, line: int, message: str, hint: str
) -> None:
    with pytest.raises(PlanRefused) as caught:
        read(f"{HEAD}{rows}\n")
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.line == line


def test_an_abbreviated_commit_is_refused() -> None:
    with pytest.raises(PlanRefused, match="'aaaa' is not the full id of a commit"):
        read(HEAD.replace(OTHER, "aaaa") + 'path = "f"\ntake = "ours"\n')


def test_an_entry_to_fill_in_is_read_once_it_is_filled_in() -> None:
    entry = write_unresolved(b"f", OTHER, ("", OTHER, OTHER), None)
    with pytest.raises(PlanRefused, match="names no outcome"):
        read(HEAD[: HEAD.index("[[res")] + entry)
    (one,) = read(HEAD[: HEAD.index("[[res")] + entry + 'take = "theirs"\n').resolutions
    assert one == Resolution(OTHER, b"f", Taken.THEIRS, b"", ("", OTHER, OTHER))
    text = b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"
    with pytest.raises(PlanRefused, match="conflict markers"):
        read(HEAD[: HEAD.index("[[res")] + write_unresolved(b"f", OTHER, (), text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"<<<<<<< a\n=======\n>>>>>>> b\n", True),
        (b"<<<<<<<\n=======\n>>>>>>>\n", True),
        (b"heading\n=======\n", False),
        (b"<<<<<<<<<<\n=======\n>>>>>>> b\n", False),
        (b">>>>>>> b\n=======\n<<<<<<< a\n", False),
        (b" <<<<<<< a\n=======\n>>>>>>> b\n", False),
    ],
)
def test_markers_are_found_in_their_order_at_the_beginnings_of_lines(
    text: bytes, found: bool
) -> None:
    assert has_markers(text) is found
