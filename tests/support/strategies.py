"""What Hypothesis draws: versions of a file, trees, and what to do with the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import assume
from hypothesis import strategies as st

from splitter.core.diff.blocks import blocks
from splitter.core.diff.model import FilePatch
from splitter.core.plan.changes import edit_lines, shift_line
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location, is_together, line_with
from splitter.core.plan.plan import Plan
from tests.support.edits import edit_at
from tests.support.repos import File, Tree

#: Lines that have confused somebody's diff, patch or screen before.
_ODD = (
    b"",
    b"a",
    b"b",
    b"  a",
    b"}",
    b"\r",
    b"a\r",
    b"a\rb",
    b"x\0y",
    b"\x1c",
    b"\x0b\x0c",
    b"\x85",
    "\u2028".encode(),
    "\u0085é".encode(),
    b"\xff\xfe",
    b"\\ No newline at end of file",
    b"-- a",
    b"++ b",
    b"--- a/f",
    b"+++ b/f",
    b"diff --git a/f b/f",
    b"@@ -1 +1 @@",
    b"\x1b]0;t\x07",
)
_WORDS = ("alpha", "beta", "gamma", "delta", "return value", "if ready:", "print(total)")

odd_lines = st.sampled_from(_ODD) | st.binary(max_size=5).map(lambda raw: raw.replace(b"\n", b"."))
code_lines = st.builds(
    lambda word, indent, number: f"{' ' * indent}{word} {number}".encode(),
    st.sampled_from(_WORDS),
    st.sampled_from([0, 4]),
    st.integers(0, 3),
)
lines = odd_lines | code_lines


@st.composite
def edited(draw: st.DrawFn, old: list[bytes]) -> list[bytes]:
    """Another version of those lines: some kept, gone, new or altered, and blocks swapped."""
    new: list[bytes] = []
    for line in old:
        what = draw(st.sampled_from(["keep", "keep", "keep", "drop", "alter", "insert"]))
        if what in ("keep", "insert"):
            new.append(line)
        if what == "alter":
            new.append(line + b" 2")
        if what == "insert":
            new += draw(st.lists(lines, min_size=1, max_size=3))
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(new)))
        new = new[cut:] + new[:cut]
    return new


def joined(text: list[bytes], final_newline: bool) -> bytes:
    """Lines as a file."""
    whole = b"\n".join(text)
    return whole + b"\n" if text and (final_newline or not text[-1]) else whole


@st.composite
def versions(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """An old and a new version of one file that differ."""
    old = draw(st.lists(lines, max_size=14))
    new = draw(edited(old) | st.lists(lines, max_size=8))
    pair = joined(old, draw(st.booleans())), joined(new, draw(st.booleans()))
    return pair if pair[0] != pair[1] else (pair[0], pair[1] + b"more\n")


#: Paths that can be files and directories to each other, and paths that are hard to write down.
PATHS = (
    b"a",
    b"a/b",
    b"a/b/c",
    b"a/d",
    b"a-b",
    b"a.c",
    b"lib/one",
    b"lib/two",
    b"lib",
    b"two words",
    b"-dash",
    b'q"uote',
    b"back\\slash",
    b"new\nline",
    b"\xff\xfe",
    "\u00fc\u2028".encode(),
    b"glob*[x]",
    b"a b/x b/y",
)
_TEXT = [b"%s %d" % (word, n) for n, word in enumerate([b"one", b"two", b"three"] * 4)]
_SUBMODULES = (b"1" * 40, b"2" * 40)


@st.composite
def files(draw: st.DrawFn) -> File:
    """A file of any kind."""
    kind = draw(st.sampled_from(["text", "text", "text", "odd", "binary", "empty", "link", "sub"]))
    if kind == "link":
        return File(draw(st.sampled_from([b"one", b"two/three"])), "120000")
    if kind == "sub":
        return File(draw(st.sampled_from(_SUBMODULES)), "160000")
    mode = draw(st.sampled_from(["100644", "100644", "100755"]))
    if kind == "binary":
        return File(b"\0" + draw(st.binary(max_size=3)), mode)
    if kind == "empty":
        return File(b"", mode)
    if kind == "odd":
        return File(joined(draw(st.lists(odd_lines, max_size=5)), draw(st.booleans())), mode)
    return File(joined(draw(edited(_TEXT)), draw(st.booleans())), mode)


@st.composite
def commits(draw: st.DrawFn) -> tuple[dict[bytes, File], dict[bytes, File]]:
    """The trees before and after a commit: files added, gone, altered, renamed, turned."""
    before = _fitting(draw(st.dictionaries(st.sampled_from(PATHS), files(), max_size=6)))
    after: dict[bytes, File] = {}
    for path, file in before.items():
        what = draw(st.sampled_from(["keep", "edit", "edit", "rename", "new", "drop", "mode"]))
        target = draw(st.sampled_from(PATHS)) if what == "rename" else path
        if what != "drop":
            after[target] = draw(_changed(file, what))
    after.update(draw(st.dictionaries(st.sampled_from(PATHS), files(), max_size=3)))
    return before, _fitting(after)


@st.composite
def _changed(draw: st.DrawFn, file: File, what: str) -> File:
    if what == "new":
        return draw(files())
    plain = file.mode.startswith("100")
    if what == "mode" and plain:
        return File(file.data, "100755" if file.mode == "100644" else "100644")
    if what == "edit" or (what == "rename" and draw(st.booleans())):
        if not plain:
            return File(file.data[::-1] if file.mode == "120000" else _SUBMODULES[0], file.mode)
        return File(joined(draw(edited(file.data.split(b"\n"))), True), file.mode)
    return file


def _fitting(tree: Mapping[bytes, File]) -> dict[bytes, File]:
    """The tree without the paths that lie below another of its files."""
    return {
        path: file
        for path, file in tree.items()
        if not any(path.startswith(other + b"/") for other in tree)
    }


def as_tree(tree: dict[bytes, File]) -> Tree:
    """The same, as the type that a commit is made of."""
    return dict(tree)


@st.composite
def reordered(draw: st.DrawFn, plan: Plan) -> Plan:
    """The plan with some lines of its replaced blocks moved."""
    movable = [
        (number, span)
        for number, file in enumerate(plan.patch)
        for hunk in file.hunks
        for block in blocks(hunk)
        for span in (block.removed, block.added)
    ]
    if movable:
        for _ in range(draw(st.integers(0, 5))):
            number, span = draw(st.sampled_from(movable))
            plan = shift_line(plan, number, draw(st.sampled_from(span)), draw(st.integers(-3, 3)))
    return plan


@st.composite
def with_a_text(draw: st.DrawFn, plan: Plan, texts: st.SearchStrategy[bytes]) -> Plan:
    """The plan with a text of neither version at the place of one of its lines."""
    lined = [(number, file.lines) for number, file in enumerate(plan.patch) if file.lines]
    if not lined or not plan.order:
        return plan
    number, changes = draw(st.sampled_from(lined))
    part = draw(st.sampled_from(plan.order))
    change = draw(st.sampled_from(changes))
    return edit_lines(plan, edit_at(plan, change, part, draw(texts), file=number))


@st.composite
def with_texts(draw: st.DrawFn, plan: Plan, texts: st.SearchStrategy[bytes]) -> Plan:
    """The plan with some of them, also where they cannot stand."""
    for _ in range(draw(st.integers(0, 4))):
        plan = draw(with_a_text(plan, texts))
    return plan


@st.composite
def locations(draw: st.DrawFn, file: FilePatch, old_lines: int) -> Location:
    """Neighbouring lines of a file that had so many lines, or a place between two of them."""
    first = draw(st.integers(1, old_lines + 1))
    stop = draw(st.integers(first, min(first + 4, old_lines + 1)))
    location = Location(old=(first, stop))
    if file.added and draw(st.booleans()):
        start = draw(st.sampled_from(file.added))
        last = draw(st.integers(start, min(start + 2, file.added[-1])))
        ends = [line_with(file, change)[1].new for change in (start, last)]
        old = location.old if stop > first and draw(st.booleans()) else (0, 0)
        location = Location(old, (ends[0], ends[1] + 1))
    assume(is_together(file, location))
    return location


@st.composite
def with_edits(
    draw: st.DrawFn,
    plan: Plan,
    old_lines: int,
    untils: Sequence[Until] = tuple(Until),
    most: int = 4,
) -> Plan:
    """The plan of one text file with some edits of any kind, also such as no part can have."""
    for _ in range(draw(st.integers(1, most))):
        location = draw(locations(plan.patch.files[0], old_lines))
        part, until = draw(st.sampled_from(plan.order)), draw(st.sampled_from(untils))
        text = draw(
            some_lines | st.just(b"") | some_lines.map(lambda text: text.removesuffix(b"\n"))
        )
        plan = edit_lines(plan, Edit(0, location, part, text, until))
    return plan


#: Texts of one line or a few, odd ones among them.
some_lines = st.lists(lines, min_size=1, max_size=3).map(lambda text: joined(text, True))


@st.composite
def replacements(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two versions that have nothing in common but a first and a last line, so one block."""
    sides = st.lists(lines, min_size=1, max_size=7)
    old = [b"first", *(b"old " + line for line in draw(sides)), b"last"]
    new = [b"first", *(b"new " + line for line in draw(sides)), b"last"]
    return joined(old, True), joined(new, True)
