"""The words of a line have the kinds that its language says, wherever the line stands."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Keyword  # type: ignore[import-untyped]

from splitter.core.diff.model import FileChange, FileChangeKind, FilePatch, Hunk, Side
from splitter.core.diff.parse import hunk_lines
from splitter.tui.theme.styles import LOOKS
from splitter.view.highlight.language import Source
from splitter.view.highlight.lexers import find_lexer, lexer_names
from splitter.view.highlight.lexing import _KINDS, BLOCK, LONGEST, Words
from splitter.view.highlight.syntax import KEPT, Highlighter
from splitter.view.text.display import visible
from tests.support.examples import examples

KINDS = {"keyword", "string", "number", "comment", "function", "type", "constant", "operator"}
ODD = [b"x = '", b'"""', b"/* ", b"*/", b"\tif x:", b"\x1b[0m", b"\xff", b"# c", b"def f():\r", b""]


def made(path: bytes, lines: list[bytes]) -> tuple[FilePatch, Hunk]:
    """A file with one hunk: the lines with their marks."""
    kinds = [line[:1] for line in lines]
    gone, come = kinds.count(b"-"), kinds.count(b"+")
    kept = kinds.count(b" ")
    hunk = Hunk(
        1,
        1,
        kept + gone,
        1,
        kept + come,
        b"",
        range(gone),
        range(gone, gone + come),
        b"".join(line + b"\n" for line in lines),
    )
    side = Side(path, b"100644", "0")
    return FilePatch(side, side, (), (hunk,)), hunk


def worked_out(highlighter: Highlighter, ready: Callable[[], Words | None]) -> Words:
    """What is ready after as much work as it takes."""
    words = ready()
    while words is None:
        if highlighter.is_unloaded:
            highlighter.learn(highlighter.load())
        highlighter.work(0.01)
        words = ready()
    return words


def known(highlighter: Highlighter, file: FilePatch, hunk: Hunk, index: int) -> Words:
    """The words of a hunk's line."""
    return worked_out(highlighter, lambda: highlighter.ready(file, hunk, index))


def known_around(
    highlighter: Highlighter, file: FilePatch, lines: list[bytes], index: int
) -> Words:
    """The words of a file's line."""
    return worked_out(highlighter, lambda: highlighter.ready_around(file, lines, index))


def told(path: bytes, lines: list[bytes], index: int) -> dict[str, str]:
    """The words of one line, each with its kind."""
    file, hunk = made(path, lines)
    text = visible(hunk_lines(hunk)[index].text)
    words = known(Highlighter(), file, hunk, index)
    return {text[start:end]: kind for start, end, kind in words}


def test_kinds_are_those_of_a_theme() -> None:
    assert set(_KINDS.values()) == KINDS
    assert all(set(look.code) in (KINDS, set()) for look in LOOKS.values())


@pytest.mark.parametrize(
    ("path", "line", "word", "kind"),
    [
        (b"a.py", b"+def f(): return 'x'", "def", "keyword"),
        (b"a.py", b"+def f(): return 'x'", "f", "function"),
        (b"a.py", b"+def f(): return 'x'", "'x'", "string"),
        (b"a.py", b"-\tx = None # why", "None", "constant"),
        (b"a.py", b"-\tx = None # why", "# why", "comment"),
        (b"dir.d/a.c", b" int x = 0x10;", "int", "type"),
        (b"dir.d/a.c", b" int x = 0x10;", "0x10", "number"),
        (b"lib/a.sh", b"+if true; then", "if", "keyword"),
        (b"Makefile", b"+all: # all", "# all", "comment"),
        (b"a.pl", b"+my $x = 1;", "my", "keyword"),
        (
            b"tool",
            b"+#!/usr/bin/env -S python3.11 -u",
            "#!/usr/bin/env -S python3.11 -u",
            "comment",
        ),
    ],
)
def test_words_have_their_kind(path: bytes, line: bytes, word: str, kind: str) -> None:
    assert told(path, [line], 0)[word] == kind


@pytest.mark.parametrize("path", [b"a.txt", b"README", b"go.mod", b"py", b"a.unheard-of"])
def test_a_file_of_no_known_language_has_no_words(path: bytes) -> None:
    assert told(path, [b"+if x = 'y' # z"], 0) == {}


def test_a_line_is_lexed_with_its_own_side() -> None:
    lines = [b" x = (", b'-"""', b"+1", b"-old", b"+new = 1", b'-"""', b" )"]
    assert told(b"a.py", lines, 3) == {"old": "string"}
    assert told(b"a.py", lines, 4) == {"=": "operator", "1": "number"}


def test_a_string_goes_on_from_block_to_block() -> None:
    lines = [b"+pass"] * (BLOCK - 2) + [b'+x = """'] + [b"+if"] * 20 + [b'+"""', b"+if"]
    file, hunk = made(b"a.py", lines)
    highlighter = Highlighter()
    kinds = [known(highlighter, file, hunk, at) for at in (0, BLOCK + 5, len(lines) - 1)]
    assert kinds == [((0, 4, "keyword"),), ((0, 2, "string"),), ((0, 2, "keyword"),)]


@pytest.mark.parametrize(
    ("path", "lines", "kinds"),
    [
        (b"a.py", [b"if this", b'"""', b"if"], ["string", "string", "keyword"]),
        (b"a.py", [b"if this", b'is all."""', b"if"], ["string", "string", "keyword"]),
        (b"a.py", [b"def f():", b'"""', b"if"], ["keyword", "string", "string"]),
        (b"a.py", [b"if x:", b"", b"x = r'''", b"if"], ["keyword", None, "operator", "string"]),
        (b"a.py", [b'"""Say if."""', b"if"], ["string", "keyword"]),
        (b"a.py", [b'"""Say', b'if."""', b"if"], ["string", "string", "keyword"]),
        (b"a.c", [b" * if", b" */", b"if"], ["comment", "comment", "keyword"]),
        (b"a.c", [b"/* if", b" */", b"if"], ["comment", "comment", "keyword"]),
        (b"a.c", [b'x = """;', b"if"], ["operator", "keyword"]),
        (b"a.sh", [b"if", b"x */y", b"if"], ["keyword", None, "keyword"]),
        (b"a.html", [b"if", b"-->", b"<p>"], ["comment", "comment", "keyword"]),
    ],
)
def test_a_hunk_may_begin_within_a_text(
    path: bytes, lines: list[bytes], kinds: list[str | None]
) -> None:
    file, hunk = made(path, [b"+" + line for line in lines])
    highlighter = Highlighter()
    found = [known(highlighter, file, hunk, at) for at in range(len(lines))]
    assert [next((kind for _, _, kind in words), None) for words in found] == kinds


def test_a_carriage_return_is_no_part_of_the_program() -> None:
    assert told(b"a.py", [b"+x = 1\r"], 0) == {"=": "operator", "1": "number"}


def test_what_is_too_long_has_no_words_and_the_rest_has() -> None:
    lines = [b"+x = '%s'" % (b"y" * LONGEST), b"+if"]
    assert told(b"a.py", lines, 0) == {}
    assert told(b"a.py", lines, 1) == {"if": "keyword"}


@examples(40)
@given(
    path=st.sampled_from([b"a.py", b"a.c", b"a.html", b"a.txt"]),
    lines=st.lists(st.sampled_from(ODD), min_size=1, max_size=9),
)
def test_lines_around_a_hunk_read_like_those_in_it(path: bytes, lines: list[bytes]) -> None:
    file, hunk = made(path, [b" " + line for line in lines])
    highlighter = Highlighter()
    text = [line + b"\n" for line in lines]
    for index in range(len(lines)):
        expected = known(highlighter, file, hunk, index)
        assert known_around(highlighter, file, text, index) == expected


def test_around_a_hunk_a_string_goes_on_from_block_to_block() -> None:
    lines = [b"pass\n"] * (BLOCK - 2) + [b'x = """\n'] + [b"if\n"] * 20 + [b'"""\n', b"if"]
    file, _ = made(b"a.py", [b"+if"])
    highlighter = Highlighter()
    kinds = [known_around(highlighter, file, lines, at) for at in (0, BLOCK + 5, len(lines) - 1)]
    assert kinds == [((0, 4, "keyword"),), ((0, 2, "string"),), ((0, 2, "keyword"),)]


@examples(60)
@given(
    path=st.sampled_from([b"a.py", b"a.c", b"a.html", b"a.md", b"a.sh", b"a.rs", b"a.js"]),
    marks=st.lists(st.tuples(st.sampled_from("+- "), st.sampled_from(ODD)), min_size=1, max_size=9),
)
def test_words_are_in_the_line_and_in_order(path: bytes, marks: list[tuple[str, bytes]]) -> None:
    file, hunk = made(path, [mark.encode() + text for mark, text in marks])
    highlighter = Highlighter()
    for index, line in enumerate(hunk_lines(hunk)):
        at = 0
        for start, end, kind in known(highlighter, file, hunk, index):
            assert at <= start < end <= len(visible(line.text))
            assert kind in KINDS
            at = end


def test_much_is_read_and_little_is_kept() -> None:
    file, hunk = made(b"a.py", [b"+x = 1"] * (KEPT + 4 * BLOCK))
    highlighter = Highlighter()
    for at in range(0, KEPT + 4 * BLOCK, BLOCK):
        assert known(highlighter, file, hunk, at)
    assert highlighter.ready(file, hunk, 0) is None
    assert highlighter.ready(file, hunk, KEPT + 4 * BLOCK - 1)


def test_a_lexer_that_stumbles_leaves_the_lines_plain() -> None:
    class Stumbling:
        def get_tokens_unprocessed(self, text: str) -> list[tuple[int, object, str]]:
            raise RecursionError(text)

    file, hunk = made(b"a.py", [b"+if"])
    highlighter = Highlighter()
    highlighter._lexers[Source("a.py", "")] = Stumbling()
    assert known(highlighter, file, hunk, 0) == ()


def test_a_lexer_that_is_lost_in_one_match_is_given_up() -> None:
    class Lost:
        def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, object, str]]:
            assert not re.match(r"(a+)+$", "a" * 27 + "!")  # takes seconds
            yield 0, Keyword, text

    file, hunk = made(b"a.py", [b"+if"])
    highlighter = Highlighter()
    highlighter._lexers[Source("a.py", "")] = Lost()
    assert known(highlighter, file, hunk, 0) == ()
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_nothing_is_imported_before_it_is_wanted() -> None:
    before = {name for name in sys.modules if name.startswith("pygments.lexers")}
    file, hunk = made(b"a.tcl", [b"+proc x {} {}"])
    assert Highlighter().ready(file, hunk, 0) is None
    assert {name for name in sys.modules if name.startswith("pygments.lexers")} == before
    assert find_lexer(lexer_names(Source("a.tcl", ""))) is not None
    assert "pygments.lexers.tcl" in sys.modules


def test_a_file_without_hunks_has_a_language_all_the_same() -> None:
    side = Side(b"a.py", b"100644", "0")
    file = FilePatch(None, side, (FileChange(FileChangeKind.CREATE, "new"),), ())
    _, hunk = made(b"a.py", [b"+if"])
    assert known(Highlighter(), file, hunk, 0) == ((0, 2, "keyword"),)
