"""Long texts by lines: what is drawn, and where one reads on when the text has changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.view.text.page import CommitPage, FilePage, Page

HEAD = b"""\
commit 1234
Author: x

    --- a message

---
 a | 2 +-
 b | 4 ++--
"""
FILE_A = b"""\

diff --git a/a b/a
index 1..2 100644
--- a/a
+++ b/a
@@ -1,3 +1,3 @@
 same
--- old
+++ new
@@ -40,2 +40,2 @@ def f():
-forty
+forty two
\\ No newline at end of file
"""
FILE_B = FILE_A.replace(b"a/a b/a", b"a/b b/b")
LONGER = FILE_A.replace(b" same\n", b" same\n+one\n+two\n+three\n")


def roles(page: CommitPage) -> dict[str, str]:
    """The role of each line; of equal lines the last one's."""
    drawn = [page.draw(y) for y in range(len(page))]
    return {"".join(text for text, _ in line): line[-1][1] for line in drawn}


@given(st.binary(max_size=60).map(lambda raw: raw.replace(b"x", b"\n")))
def test_lines_are_those_of_the_text(text: bytes) -> None:
    page = Page(text)
    rows = text.split(b"\n")
    rows = rows if rows[-1] else rows[:-1]
    assert [page.line(y) for y in range(len(page))] == rows
    assert page.line(len(page)) == page.line(-1) == b""
    assert [page.at(start) for start in page.starts] == list(range(len(page)))


def test_roles_say_what_a_line_is() -> None:
    found = roles(CommitPage(HEAD + FILE_A))
    assert found["commit 1234"] == found["diff --git a/a b/a"] == found["--- a/a"] == "bold"
    assert found["+++ b/a"] == "bold"
    assert (found["--- old"], found["+++ new"]) == ("removed", "added")
    assert found["@@ -1,3 +1,3 @@"] == "hunk"
    assert found["    --- a message"] == found[" same"] == "plain"
    assert found["\\ No newline at end of file"] == "dim"
    stat = CommitPage(HEAD).draw(7)
    assert [role for _, role in stat] == ["plain", "added", "removed"]


def test_one_reads_on_in_the_same_hunk() -> None:
    before, after = CommitPage(HEAD + FILE_A + FILE_B), CommitPage(HEAD + LONGER + FILE_B)
    for y in range(len(before)):
        assert heads(after, before.keep(y, after)) == heads(before, y)
        assert before.keep(y, before) == y
    last = len(before) - 1
    assert after.line(before.keep(last - 2, after)) == before.line(last - 2) == b"-forty"


def heads(page: Page, y: int) -> list[bytes]:
    """The nearest header of a file and of a hunk above a line."""
    above = [page.line(at) for at in range(y, -1, -1)]
    return [
        next((line for line in above if line.startswith(head)), b"") for head in (b"diff", b"@@")
    ]


def test_one_reads_on_nearby_where_the_place_is_gone() -> None:
    before = CommitPage(HEAD + FILE_A + FILE_B)
    for after in (CommitPage(HEAD), CommitPage(b""), CommitPage(HEAD + FILE_B), Page(b"one\n")):
        for y in range(len(before)):
            assert 0 <= before.keep(y, after) <= max(0, len(after) - 1)
    assert CommitPage(b"").keep(0, before) == 0


def test_a_file_has_numbers_and_marks() -> None:
    text = b"".join(b"%d\n" % n for n in range(1, 11))
    page = FilePage(text, added=(range(1, 3),), guessed=(range(4, 5),), explicit=(range(9, 10),))
    drawn = ["".join(text for text, _ in page.draw(y)) for y in range(len(page))]
    assert drawn[0] == " 1   1"
    assert drawn[1:3] == [" 2 + 2", " 3 + 3"]
    assert drawn[4] == " 5 ? 5"
    assert drawn[9] == "10 = 10"
    assert page.draw(1)[-1] == ("2", "added")


def test_controls_are_escaped() -> None:
    hostile = b"\x1b]0;title\x07 \xe2\x80\xae\n"
    for page in (Page(hostile), CommitPage(hostile), FilePage(hostile)):
        assert "^[]0;title^G <U+202E>" in "".join(text for text, _ in page.draw(0))
