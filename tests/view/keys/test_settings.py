"""What the user's git configuration says of the screen, and what is refused of it."""

from __future__ import annotations

import pytest

from splitter.errors import UsageError
from splitter.tui.input.bindings import keymap
from splitter.tui.theme.styles import LOOKS
from splitter.tui.theme.textual import themes
from splitter.view.keys.actions import (
    FORMER_NAMES,
    NEWER,
    USUAL,
    CursorContext,
    footer,
)
from splitter.view.keys.settings import THEMES, read_settings


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


@pytest.mark.parametrize(("key", "name"), NEWER.items())
def test_a_key_in_a_configuration_keeps_its_action(key: str, name: str) -> None:
    settings = read_settings({"split.key.drop": f"{key} f5"})
    assert settings.keys["drop"] == (key, "f5")
    assert settings.keys[name] == tuple(one for one in USUAL[name] if one != key)
    mine = {"split.key.drop": key, f"split.key.{name}": "f6"}
    assert read_settings(mine).keys[name] == ("f6",)


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
    roles = {frozenset(look.roles) for look in LOOKS.values()}
    assert len(roles) == 1
