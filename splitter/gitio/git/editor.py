"""The user's editor, for a message with its changes below, and for a file."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.git.programs import run_in_foreground
from splitter.gitio.git.repository import Repository
from splitter.gitio.git.sharing import share
from splitter.signals import Terminated

_MESSAGE = "COMMIT_EDITMSG"
_SCISSORS = "------------------------ >8 ------------------------"
_AS_IT_WAS = "the message is unchanged"
_FILE_AS_IT_WAS = "no edit was made"


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
        path = Path(scratch, _MESSAGE)
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


def edit_file(repository: Repository, path: bytes, content: bytes) -> bytes:
    """The content of a file after the user's editor.

    The editor gets a temporary file with the file's own name.  Raises StateRefused where the editor
    fails or removes the file.  On Terminated the text that the editor has saved is kept next to the
    drafts.
    """
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        file = Path(scratch, os.fsdecode(path.rpartition(b"/")[2]))
        file.write_bytes(content)
        try:
            _edit(repository, file, _FILE_AS_IT_WAS)
        except Terminated:
            saved = _read(file, _FILE_AS_IT_WAS)
            if saved != content:
                _keep(repository, saved, f"edited-{file.name}")
            raise
        return _read(file, _FILE_AS_IT_WAS)


def _edit(repository: Repository, path: Path, as_it_was: str = _AS_IT_WAS) -> None:
    """Start the editor on a file: the shell reads its name and options, as git-var(1) has it.

    The shell waits for an editor that a ^C does not end.
    """
    editor = repository.line("var", "GIT_EDITOR")
    command = ["sh", "-c", f'trap : INT QUIT; {editor} "$@"', editor, str(path)]
    if run_in_foreground(command, repository.cwd):
        raise StateRefused(f"the editor failed ({editor}); {as_it_was}")


def _message_in(path: Path, scissors: str) -> bytes:
    """The message in the editor's file.  Raises StateRefused where there is no file."""
    return _read(path, _AS_IT_WAS).partition(scissors.encode())[0].rstrip()


def _read(path: Path, as_it_was: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StateRefused(f"the editor removed the file; {as_it_was}") from error


def _not_utf_8(repository: Repository, text: bytes) -> StateRefused:
    """The error for a text that is not UTF-8, which is kept next to the drafts."""
    path = _keep(repository, text)
    kept = f" (your text is in {path})" if path else ""
    return StateRefused(f"the text from the editor is not UTF-8{kept}; {_AS_IT_WAS}")


def _keep(repository: Repository, text: bytes, name: str = _MESSAGE) -> Path | None:
    """Keep a text next to the drafts.  Returns its file, None where it cannot be written."""
    path = repository.common_dir / "split" / name
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text + b"\n" if name == _MESSAGE else text)
        share(repository, path.parent, path)
        return path
    return None
