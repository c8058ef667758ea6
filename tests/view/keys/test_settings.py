"""What the user's git configuration says of the screen, and what is refused of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.errors import UsageError
from splitter.tui.dialogs.help import help_lines
from splitter.tui.input.bindings import keymap
from splitter.tui.theme.styles import LOOKS
from splitter.tui.theme.textual import themes
from splitter.view.keys.actions import (
    ACTIONS,
    FORMER_NAMES,
    USUAL,
    CursorContext,
    entries,
    footer,
    key_in_words,
    matching,
)
from splitter.view.keys.settings import THEMES, read_settings
from splitter.view.text.cells import width


def test_usual_keys_are_each_one_action_s() -> None:
    keys = [key for words in USUAL.values() for key in words]
    assert len(keys) == len(set(keys))
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)


def test_without_configuration_all_is_usual() -> None:
    settings = read_settings({"user.name": "A"})
    assert (settings.theme, settings.keys) == ("auto", USUAL)
    assert keymap(settings.keys) == {}


def test_keys_are_changed() -> None:
    settings = read_settings(
        {"split.key.drop": "d ctrl+x", "split.key.next": "tab", **_no("next-pane")}
    )
    assert settings.keys["drop"] == ("d", "ctrl+x")
    assert settings.keys["next-pane"] == ()
    assert keymap(settings.keys) == {"drop": "d,ctrl+x", "next": "tab", "next-pane": "no-key"}


def _no(name: str) -> dict[str, str]:
    return {f"split.key.{name}": ""}


def test_digits_can_be_where_other_keyboards_have_them() -> None:
    settings = read_settings({"split.key.assign-1": "& 1", "split.key.assign-2": "é 2"})
    assert settings.keys["assign-1"] == ("&", "1")
    assert footer(CursorContext.HUNK, settings.keys, "1", finished=False)[1] == ("&", "assign")


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"split.theme": "pink"}, "invalid value 'pink' for split.theme"),
        ({"split.key.dorp": "d"}, "split.key.dorp does not name an action"),
        (
            {"split.key.drop": "hyper"},
            "invalid value 'hyper' for split.key.drop: there is no such key",
        ),
        ({"split.key.drop": "ctrl+1"}, "terminals do not send this key"),
        ({"split.key.drop": "shift+enter"}, "terminals do not send this key"),
        ({"split.key.drop": "m"}, "split.key.drop is m, the key of 'message'"),
        ({"split.key.drop": "d", "split.key.keep-identity": "d"}, "the key of 'drop'"),
    ],
)
def test_what_is_off_is_refused_by_its_name(config: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told) as refusal:
        read_settings(config)
    assert refusal.value.hint


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_former_names_of_actions_still_work(former: str, name: str) -> None:
    assert name in USUAL
    assert former not in USUAL
    assert read_settings({f"split.key.{former}": "f5"}).keys[name] == ("f5",)
    both = {f"split.key.{name}": "f6", f"split.key.{former}": "f5"}
    assert read_settings(both).keys[name] == ("f6",)


def test_keys_may_change_places() -> None:
    settings = read_settings({"split.key.message": "M", "split.key.editor": "m"})
    assert settings.keys["message"] == ("M",)


def test_every_theme_has_a_look() -> None:
    assert THEMES.keys() - {"auto", "colorblind"} == LOOKS.keys()
    assert [theme.name for theme in themes()] == list(LOOKS)
    tones = {frozenset(look.tones) for look in LOOKS.values()}
    assert len(tones) == 1


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
