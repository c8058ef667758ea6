"""The user's editor: it gets the message with the part's diff, and the terminal."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from fixtures.story import SERIES
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, git_split


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """An editor that keeps what it is given, and asks for another subject on the terminal."""
    program = tmp_path / "editor"
    program.write_text(
        f'#!/bin/sh\ncp "$1" {tmp_path}/seen\nprintf "not: %s? " "$(head -n 1 "$1")"\nread line\n'
        'case $line in fail) exit 3;; esac\nsed -i "1s/.*/$line/" "$1"\n'
    )
    program.chmod(0o755)
    return program


def test_message_in_the_editor(screen: Open, editor: Path) -> None:
    terminal = screen("HEAD~2", GIT_EDITOR=str(editor))
    terminal.wait_for("to a new commit")
    terminal.send("1", "M")
    terminal.wait_for("not: ?")
    assert terminal.modes() == SANE
    terminal.type("From the editor\r")
    terminal.wait_for("▶  1 ✓ From the editor")
    seen = editor.with_name("seen").read_text()
    assert "# Message of part 1" in seen
    assert "diff --git a/check-conf b/check-conf" in seen
    assert "-\texit 0" in seen
    assert "run.sh" not in seen
    terminal.send("m")
    terminal.wait_for("subject: 15 of 50")
    terminal.send("ctrl+o")
    terminal.wait_for("not: From the editor?")
    assert editor.with_name("seen").read_text().startswith("From the editor\n")
    terminal.type("fail\r")
    terminal.wait_for("the editor failed")
    terminal.send("ctrl+o")
    terminal.wait_for(re.compile("not: From the editor[?].*not: From the editor[?]", re.DOTALL))
    terminal.type("Once more\r")
    terminal.wait_for("subject: 9 of 50")
    terminal.send("ctrl+s")
    terminal.wait_for("▶  1 ✓ Once more")
    terminal.send("M")
    terminal.wait_for("not: Once more?")
    terminal.type("fail\r")
    terminal.wait_for("the editor failed")
    terminal.wait_for("▶  1 ✓ Once more")


def test_an_editor_that_is_not_there_changes_nothing(screen: Open, story: Place) -> None:
    terminal = screen("HEAD~2", GIT_EDITOR="no-such-editor")
    terminal.wait_for("to a new commit")
    terminal.send("1", "M")
    terminal.wait_for("the editor failed (no-such-editor)")
    terminal.send("q")
    assert terminal.wait_exit() == 1
    drafts = (story.directory / ".git/split/drafts").iterdir()
    assert f"{SERIES[0]}.toml" in [path.name for path in drafts]


def test_an_editor_that_writes_nothing_adds_nothing_to_undo(screen: Open) -> None:
    """D33"""
    terminal = screen("HEAD~2", GIT_EDITOR=":")
    terminal.wait_for("to a new commit")
    terminal.send("1", "M")
    terminal.wait_for("message unchanged")
    terminal.send("u")
    terminal.wait_for(lambda screen: "no message yet" not in screen)


def test_an_interrupt_is_the_editors_own(screen: Open, tmp_path: Path) -> None:
    """D25: also in the end, when git split has written history and says that it has."""
    program = tmp_path / "editor"
    program.write_text(
        f"#!{sys.executable}\n"
        "import signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
        "print('ready', flush=True)\n"
        "signal.sigwait({signal.SIGINT})\n"
        "print('interrupted', flush=True)\n"
        "open(sys.argv[1], 'w').write(input())\n"
    )
    program.chmod(0o755)
    terminal = screen("HEAD~2", GIT_EDITOR=str(program))
    terminal.wait_for("to a new commit")
    terminal.send("1", "M")
    terminal.wait_for("ready")
    terminal.send("ctrl+c")
    terminal.wait_for("interrupted")
    terminal.type("Written after all\r")
    terminal.wait_for("▶  1 ✓ Written after all")
    terminal.send("+")
    terminal.wait_for(re.compile("▶  1 ✓ Written after all"))
    terminal.send("w")
    terminal.wait_for("y write")
    terminal.send("y")
    assert terminal.wait_exit() == 0


def test_an_editor_stops_and_goes_on_with_git_split(
    terminals: Open, story: Place, editor: Path
) -> None:
    shell = terminals(story, "bash", "--norc", "-i", PS1="ready> ", GIT_EDITOR=str(editor))
    shell.wait_for("ready>")
    shell.type("git split HEAD~2\r")
    shell.wait_for("to a new commit")
    shell.send("1", "M")
    shell.wait_for("not: ?")
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type("echo it is $((40 + 2))\r")
    shell.wait_for("it is 42")
    shell.type("fg\r")
    shell.wait_for(lambda screen: screen.count("git split HEAD~2") > 2)
    shell.type("After a pause\r")
    shell.wait_for("▶  1 ✓ After a pause")
    shell.send("q")
    shell.wait_for("nothing was changed")
    shell.type("echo it is $((50 + 3))\r")
    shell.wait_for("it is 53")


@pytest.fixture
def ending(tmp_path: Path) -> Path:
    """An editor that saves a text, leaves the terminal raw, and notes the signal that ends it."""
    program = tmp_path / "editor"
    program.write_text(
        f"#!{sys.executable}\n"
        "import signal, sys, tty\n"
        "ending = {signal.SIGTERM, signal.SIGHUP}\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, ending)\n"
        "open(sys.argv[1], 'w').write('Saved so far')\n"
        "print('ready', flush=True)\n"
        "tty.setraw(0)\n"
        f"open({str(tmp_path / 'ended by')!r}, 'w').write(signal.sigwait(ending).name)\n"
    )
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_a_signal_to_git_split_ends_the_editor_too(
    screen: Open, story: Place, ending: Path, number: signal.Signals
) -> None:
    terminal = screen("HEAD~2", GIT_EDITOR=str(ending))
    terminal.wait_for("to a new commit")
    terminal.send("1", "M")
    terminal.wait_for("ready")
    os.kill(git_split(terminal), number)
    assert terminal.wait_exit() == 1
    assert ending.with_name("ended by").read_text() == number.name
    assert terminal.modes() == SANE
    kept = story.directory / ".git/split"
    assert "check-conf" in (kept / f"drafts/{SERIES[0]}.toml").read_text()
    assert (kept / "COMMIT_EDITMSG").read_text() == "Saved so far\n"


def test_a_stopped_editor_ends_with_git_split(terminals: Open, story: Place, ending: Path) -> None:
    ending.write_text(ending.read_text().replace("tty.setraw(0)\n", ""))
    shell = terminals(story, "bash", "--norc", "-i", PS1="> ", GIT_EDITOR=str(ending))
    shell.wait_for(">")
    at_the_prompt = shell.modes()
    shell.type("git split HEAD~2\r")
    shell.wait_for("to a new commit")
    shell.send("1", "M")
    shell.wait_for("ready")
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type("kill %1\r")
    shell.wait_for("nothing was changed")
    shell.type("wait; echo it is $((40 + 2))\r")
    shell.wait_for("it is 42")
    assert ending.with_name("ended by").read_text() == "SIGTERM"
    assert shell.modes() == at_the_prompt
