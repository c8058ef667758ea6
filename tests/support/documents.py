"""Documents as the screen comes to show them: of generated commits, folded, cut, with context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.core.diff.model import Patch
from splitter.core.draft.draft import Cut
from splitter.core.plan.changes import add_part, assign
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.surrounding import line_count
from tests.support.patches import tree_patch
from tests.support.repos import File, Repo
from tests.support.strategies import as_tree, commits, edited

_DEEP = (b"src/net/http/one", b"src/net/http/two", b"src/net/x", b"src/top", b"z/only")
_LONG = [b"line %d" % number for number in range(40)]


Trees = tuple[dict[bytes, File], dict[bytes, File]]


@st.composite
def long_files(draw: st.DrawFn) -> Trees:
    """Files of forty lines, in directories, before and after some places of them were edited."""
    before, after = {}, {}
    for path in draw(st.sets(st.sampled_from(_DEEP))):
        new = list(_LONG)
        for at in sorted(draw(st.sets(st.sampled_from(range(0, 40, 4)))), reverse=True):
            new[at : at + 4] = draw(edited(_LONG[at : at + 4]))
        before[path] = File(b"\n".join(_LONG))
        after[path] = File(b"\n".join(new) + draw(st.sampled_from([b"", b"\n"])))
    return before, after


@dataclass(frozen=True, eq=False, repr=False)
class Read:
    """A commit that was read: its patch, and the tree that it leaves."""

    patch: Patch
    after: dict[bytes, File]

    def text(self, file: int) -> list[bytes]:
        """The lines of a file as the commit leaves it."""
        lines = self.after[self.patch.files[file].path].data.split(b"\n")
        ended = [line + b"\n" for line in lines[:-1]]
        return [*ended, lines[-1]] if lines[-1] else ended


def read_commits(scratch: Repo, count: int) -> list[Read]:
    """So many generated commits: made once, for git takes its time."""
    found: list[Read] = []

    @settings(max_examples=count)
    @given(trees=commits(), more=long_files())
    def read(trees: Trees, more: Trees) -> None:
        before, after = trees[0] | more[0], trees[1] | more[1] | {b"one/more": File(b"file\n")}
        found.append(Read(tree_patch(scratch, as_tree(before), as_tree(after)), after))

    read()
    return found


@st.composite
def documents(draw: st.DrawFn, commits_read: Sequence[Read]) -> Document:
    """A document of one of those commits."""
    one = draw(st.sampled_from(commits_read))
    return draw(shown(one.patch, one.text))


@st.composite
def shown(
    draw: st.DrawFn, patch: Patch, text: Callable[[int], Sequence[bytes]] | None = None
) -> Document:
    """A document of a patch: some of its files, some folded, hunks cut and with more context."""
    numbers = range(len(patch))
    files = draw(st.just(numbers) | st.sets(st.sampled_from(numbers), min_size=1))
    document = Document(Tree(patch, tuple(files)), text=text)
    hunks = [(file, hunk) for file in numbers for hunk in range(len(patch.files[file].hunks))]
    if hunks:
        cuts = draw(st.lists(_cuts(patch, hunks), max_size=6))
        sizes = st.tuples(st.integers(0, 40), st.integers(0, 40))
        context = draw(st.dictionaries(st.sampled_from(hunks), sizes, max_size=4))
        document = Document(
            Tree(patch, tuple(files)),
            cuts=frozenset(cuts),
            context=context if text else {},
            text=text,
        )
    for _ in range(draw(st.integers(0, 2))):
        document = document.toggle(document.row(draw(st.integers(0, document.height - 1))))
    return document


@st.composite
def _cuts(draw: st.DrawFn, patch: Patch, hunks: list[tuple[int, int]]) -> Cut:
    file, hunk = draw(st.sampled_from(hunks))
    return Cut(file, hunk, draw(st.integers(0, line_count(patch.files[file].hunks[hunk]))))


@st.composite
def plans(draw: st.DrawFn, patch: Patch) -> Plan:
    """A plan for a patch with some of its changes given to one of two parts, or dropped."""
    plan = add_part(add_part(starting_plan(patch, "all\n"), "one\n"), "two\n")
    for file, one in enumerate(patch):
        number = draw(st.sampled_from([REST, REST, 1, 2, DROPPED]))
        start = draw(st.integers(0, one.size - 1))
        stop = draw(st.integers(start, one.size))
        plan = assign(plan, [Selection(file, (range(start, stop),))], number)
    return plan
