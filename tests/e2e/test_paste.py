"""A paste is text, whatever is in it; where no text is written it does nothing (D11)."""

from __future__ import annotations

from tests.e2e.conftest import Open

#: Each key in it would do something: X drops a file, 1 makes a part, w begins to write.
PASTED = b"text \x1b X1w\x1b\x1b[Ay more"


def is_whole(text: str) -> bool:
    """Whether the scrollbar and the marks of moved lines are drawn: they come last."""
    has_scrollbar = any(mark in text for mark in "▁▂▃▄▅▆▇")
    return has_scrollbar and "to a new commit" in text and "«" in text


def test_a_paste_on_the_main_screen_does_nothing_and_says_so(screen: Open) -> None:
    terminal = screen("HEAD~2")
    before = terminal.wait_for(is_whole).splitlines()[:-2]
    terminal.paste(PASTED)
    after = terminal.wait_for("paste ignored").splitlines()[:-2]
    assert after == before
    terminal.send("q")
    assert terminal.wait_exit() == 1


def test_a_paste_into_a_message_is_its_text(screen: Open) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("1", "m")
    terminal.wait_for("no subject yet")
    terminal.paste(b"Subject \x1b X\r\rbody\x1b[31m red\x1b[0m")
    terminal.type("!")
    terminal.wait_for("body[31m red[0m!")
    terminal.send("ctrl+s")
    terminal.wait_for("▶  1 ✓ Subject  X")


def test_a_paste_into_a_search_is_its_text(screen: Open) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("/")
    terminal.wait_for("Search · then")
    terminal.paste(b"no\x1bsuch\x1b[B text\n")
    terminal.wait_for("nosuch[B text")
    terminal.send("enter")
    terminal.wait_for("no match for 'nosuch[B text'")


def test_a_paste_in_the_review_writes_nothing(screen: Open) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.type("1mOne\x13w")
    terminal.wait_for("1 commit becomes 2")
    terminal.paste(b"y\x1by")
    terminal.wait_for("paste ignored")
    terminal.send("escape")
    terminal.wait_for("? keys")
