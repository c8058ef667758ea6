"""The user's editor, for a message with what it is about below."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.repo import Repository

_SCISSORS = "------------------------ >8 ------------------------"


def edit_message(repository: Repository, message: str, whose: str, diff: bytes) -> str:
    """The message after the editor, without what stands below the line that cuts it off.

    There it says ``whose`` message it is, and has the ``diff`` to read along.  Raises StateRefused
    where the editor fails.
    """
    comment = repository.config.get("core.commentchar", "#")
    comment = comment if len(comment) == 1 else "#"
    scissors = f"{comment} {_SCISSORS}"
    told = (
        "Do not modify or remove the line above.  Everything below it is ignored.",
        f"This is the message of {whose}; its changes, to read along:",
    )
    below = "\n".join([scissors, *(f"{comment} {line}" for line in told)])
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        path = Path(scratch, "COMMIT_EDITMSG")
        path.write_bytes(f"{message.rstrip()}\n\n{below}\n".encode() + diff)
        _edit(repository, path)
        edited = path.read_bytes().decode("utf-8", "replace")
    return edited.split(scissors, 1)[0].rstrip() + "\n"


def _edit(repository: Repository, path: Path) -> None:
    """Start the editor on a file: the shell reads its name and options, as git-var(1) has it.

    A ^C is the editor's: neither git split nor the shell in between ends of it.
    """
    editor = repository.line("var", "GIT_EDITOR")
    command = ["sh", "-c", f'trap : INT QUIT; {editor} "$@"', editor, str(path)]
    with _unmoved(signal.SIGINT, signal.SIGQUIT):
        done = subprocess.run(command, cwd=repository.cwd, check=False)
    if done.returncode:
        raise StateRefused(f"the editor failed ({editor}); the message is as it was")


@contextmanager
def _unmoved(*numbers: int) -> Iterator[None]:
    """Leave the signals of the terminal's keys to the editor, which gets them as well."""
    before = [(number, signal.signal(number, lambda *_: None)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler or signal.SIG_DFL)
