"""The actions of the main screen: their keys, the footer, the search for them, and the help."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.tui.dialogs.help import help_lines
from splitter.view.keys.actions import (
    ACTIONS,
    BY_NAME,
    USUAL,
    CursorContext,
    entries,
    footer,
    key_in_words,
    matching,
    to_list,
)
from splitter.view.text.cells import width


def test_usual_keys_are_each_one_action_s() -> None:
    keys = [key for words in USUAL.values() for key in words]
    assert len(keys) == len(set(keys))
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)


@given(st.sampled_from(CursorContext), st.booleans())
def test_footer_offers_each_action_once_and_help_first(
    where: CursorContext, finished: bool
) -> None:
    offered = footer(where, USUAL, "3", finished=finished)
    assert offered[0] == ("?", "keys")
    assert len({key for key, _ in offered}) == len(offered)
    assert {("w", "review & write"), ("q", "quit")} <= set(offered)
    assert (offered[1] == ("w", "review & write")) == finished
    assert all(word.count("▶") == word.count("▶3") for _, word in offered)


def test_actions_are_found_by_words_names_and_keys() -> None:
    assert [action.name for action in matching("rename", USUAL)] == ["break-rename"]
    assert [action.name for action in matching("assign-3", USUAL)] == ["assign-3"]
    assert "keep-identity" in [action.name for action in matching("CHANGE-ID", USUAL)]
    assert [action.name for action in matching("X", USUAL)] == ["drop"]
    assert not list(matching("no such thing", USUAL))
    assert [action.name for action in matching("/", USUAL)] == ["search"]
    assert list(matching("/review", USUAL)) == list(matching("review", USUAL))


def test_the_help_has_one_line_for_all_digits_that_are_usual() -> None:
    lines = list(entries("", USUAL))
    assert len(lines) == len(ACTIONS) - 8
    assert (lines[0].keys, lines[0].name) == ("1-9", "assign-1 to -9")
    assert [line.keys for line in entries("assign-3", USUAL)] == ["3"]
    others = list(entries("", {**USUAL, "assign-1": ("&",)}))
    assert [line.keys for line in others[:2]] == ["&", "2"]
    assert footer(CursorContext.LINE, {**USUAL, "drop": ("d",)}, "", finished=False)[1] == (
        "1-9",
        "assign",
    )


def test_the_help_is_in_columns_that_fit_a_small_screen() -> None:
    lines = [line for line in help_lines("", USUAL, ACTIONS, with_names=True) if len(line) == 3]
    assert len(lines) == len(ACTIONS) - 8
    assert len({width(keys) for (keys, _), _, _ in lines}) == 1
    assert all(keys.endswith("  ") for (keys, _), _, _ in lines)
    assert (
        len({width(words) + len(gap) - len(gap.lstrip()) for _, (words, _), (gap, _) in lines}) == 1
    )
    assert max(sum(width(text) for text, _ in line) for line in lines) <= 78


def test_keys_read_as_people_write_them() -> None:
    shown = [
        key_in_words(key) for key in ("x", "X", "ctrl+r", "pageup", "shift+down", "space", "+")
    ]
    assert shown == ["x", "X", "Ctrl+R", "PgUp", "Shift+↓", "Space", "+"]


def test_quitting_leads_back_to_the_list_that_the_commit_was_opened_from() -> None:
    for is_wide, word in ((True, "to the list"), (False, "list")):
        offered = footer(
            CursorContext.LINE, USUAL, "1", finished=False, is_wide=is_wide, is_from_list=True
        )
        assert ("q", word) in offered
    assert to_list(BY_NAME["quit"]).words == "back to the list; the draft is saved"
