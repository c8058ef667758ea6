"""Words for the entries of the undo history."""

from __future__ import annotations

from typing import get_args

from splitter.core.draft import commands
from splitter.view.phrases import wording


def test_every_command_has_words_for_the_undo_history() -> None:
    """An undo said KeyError for a command that was new."""
    in_cases = {
        commands.Assign,
        commands.Remove,
        commands.Merge,
        commands.Move,
        commands.Describe,
        commands.MakeHeir,
        commands.EditText,
        commands.RemoveEdit,
        commands.EditLine,
    }
    assert {*wording._COMMANDS, *in_cases} == {*get_args(commands.Command)}
