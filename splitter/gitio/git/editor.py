"""The user's editor, for a message with its changes below."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.git.programs import run_in_foreground
from splitter.gitio.git.repository import Repository
from splitter.gitio.git.sharing import share
from splitter.signals import Terminated

_SCISSORS = "------------------------ >8 ------------------------"
_AS_IT_WAS = "the message is unchanged"


def edit_message(repository: Repository, message: str, whose: str, diff: bytes) -> str:
    """The message after the user's editor, without the text below the scissors line.

    The same message where the editor changes nothing.  The text below names ``whose`` message it
    is, and has the ``diff``.  Raises StateRefused where the editor fails, removes the file or
    leaves a text that is not UTF-8.  On Terminated the text that the editor has saved is kept next
    to the drafts.
    """
    comment = repository.config.get("core.commentchar", "#")
    comment = comment if len(comment) == 1 else "#"
    scissors = f"{comment} {_SCISSORS}"
    notes = (
        "Do not modify or remove the line above.  Everything below it is ignored.",
        f"Message of {whose}.  Its changes, for reference:",
    )
    below = "\n".join([scissors, *(f"{comment} {line}" for line in notes)])
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        path = Path(scratch, "COMMIT_EDITMSG")
        path.write_bytes(f"{message.rstrip()}\n\n{below}\n".encode() + diff)
        try:
            _edit(repository, path)
        except Terminated:
            saved = _message_in(path, scissors)
            if saved != message.rstrip().encode():
                _keep(repository, saved)
            raise
        edited = _message_in(path, scissors)
    try:
        text = edited.decode()
    except UnicodeDecodeError as error:
        raise _not_utf_8(repository, edited) from error
    if text.rstrip() == message.rstrip():
        return message
    return f"{text}\n" if text else ""


def _edit(repository: Repository, path: Path) -> None:
    """Start the editor on a file: the shell reads its name and options, as git-var(1) has it.

    The shell waits for an editor that a ^C does not end.
    """
    editor = repository.line("var", "GIT_EDITOR")
    command = ["sh", "-c", f'trap : INT QUIT; {editor} "$@"', editor, str(path)]
    if run_in_foreground(command, repository.cwd):
        raise StateRefused(f"the editor failed ({editor}); {_AS_IT_WAS}")


def _message_in(path: Path, scissors: str) -> bytes:
    """The message in the editor's file.  Raises StateRefused where there is no file."""
    try:
        return path.read_bytes().partition(scissors.encode())[0].rstrip()
    except OSError as error:
        raise StateRefused(f"the editor removed the file; {_AS_IT_WAS}") from error


def _not_utf_8(repository: Repository, text: bytes) -> StateRefused:
    """The error for a text that is not UTF-8, which is kept next to the drafts."""
    path = _keep(repository, text)
    kept = f" (your text is in {path})" if path else ""
    return StateRefused(f"the text from the editor is not UTF-8{kept}; {_AS_IT_WAS}")


def _keep(repository: Repository, text: bytes) -> Path | None:
    """Keep a text next to the drafts.  Returns its file, None where it cannot be written."""
    path = repository.common_dir / "split" / "COMMIT_EDITMSG"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text + b"\n")
        share(repository, path.parent, path)
        return path
    return None
