"""git's processes, which GitPython starts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import IO

from splitter.gitio.git.programs import PIPE, Finished, Process, cannot_run, finish

#: Environment variables; None for one that is not set.
Env = Mapping[str, str | None]

#: The variables with which GitPython asks for English messages.
_ENGLISH = ("LANGUAGE", "LC_ALL")
#: What GitPython reads once, at its import.  It would run ``git version`` then, and fail where git
#: is missing or broken; here the first command says that, in git split's own words.
_AT_IMPORT = {"GIT_PYTHON_GIT_EXECUTABLE": os.devnull, "GIT_PYTHON_REFRESH": "quiet"}

_as_set = {name: os.environ.get(name) for name in _AT_IMPORT}
os.environ.update(_AT_IMPORT)
try:
    from git import Git, GitCommandNotFound
finally:
    for _name, _value in _as_set.items():
        os.environ.pop(_name)
        if _value is not None:
            os.environ[_name] = _value


def run_git(
    args: Sequence[str | bytes],
    cwd: Path,
    stdin: bytes = b"",
    env: Env | None = None,
    pass_fds: Sequence[int] = (),
) -> Finished:
    """Run ``git <args>`` and wait for it; stdout comes as exact bytes, messages in English.

    A git that cannot be run ends with status 127.
    """
    try:
        process = start_git(args, cwd, env, pass_fds)
    except OSError:
        return cannot_run("git")
    return finish(process, stdin)


def start_git(
    args: Sequence[str | bytes],
    cwd: Path,
    env: Env | None = None,
    pass_fds: Sequence[int] = (),
) -> Process:
    """Start ``git <args>``, with pipes for its standard streams.  Raises OSError.

    It gets this process's environment with ``env`` in it.  A variable that is to be unset is empty:
    to the locale, and to git for the variables here, that is the same.
    """
    if not os.access(cwd, os.X_OK):  # GitPython would run git in the current directory
        raise NotADirectoryError(f"cannot enter {cwd}")
    command = ["git", *map(os.fsdecode, args)]
    try:
        started = Git(cwd).execute(
            command, istream=PIPE, as_process=True, env=_values(env or {}), pass_fds=pass_fds
        )
    except GitCommandNotFound as error:
        raise FileNotFoundError("git is not found") from error
    process, started.proc = started.proc, None  # from here on nothing ends it unasked
    assert process
    return process


def _values(env: Env) -> dict[str, str]:
    """Variables as GitPython can set them: empty where they are set and are to be unset."""
    present = {*os.environ, *_ENGLISH}
    return {
        name: value or "" for name, value in env.items() if value is not None or name in present
    }


def start_answering(args: Sequence[str], cwd: Path, env: Env) -> Process:
    """Start a git that stays to answer requests; its standard error is discarded.

    Raises OSError.
    """
    process = start_git(args, cwd, env)
    assert process.stderr
    Thread(target=_discard, args=[process.stderr], daemon=True).start()
    process.stderr = None
    return process


def _discard(pipe: IO[bytes]) -> None:
    """Read a pipe to its end, so that nothing has to wait until it is read."""
    with pipe:
        for _ in pipe:
            pass
