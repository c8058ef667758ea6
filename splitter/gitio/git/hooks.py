"""The repository's hooks, run as git runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.git.programs import run_program
from splitter.gitio.git.repository import Repository

#: The hooks that see each part's message, in the order in which ``git commit -F`` runs them.
MESSAGE_HOOKS = ("prepare-commit-msg", "commit-msg")
POST_REWRITE = "post-rewrite"

#: It goes by `run_program`: what a hook leaves running keeps the pipes of its output open.
_HOOK_RUN = ("git", "hook", "run", "--ignore-missing")

_MEND = "fix the message, or skip the hook with --no-verify"


def installed(repository: Repository, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the named hooks for which git would run a program."""
    return tuple(
        name
        for name in names
        if _is_program(repository.hooks / name) or _is_configured(repository, name)
    )


def ignored(repository: Repository, verify: bool) -> list[str]:
    """A warning for each hook that git ignores because its file is not executable.

    None with ``advice.ignoredHook`` off; commit-msg counts only where it may ``verify``.
    """
    if not repository.flag("advice.ignoredhook", default=True):
        return []
    directory = repository.hooks
    names = [name for name in (*MESSAGE_HOOKS, POST_REWRITE) if verify or name != "commit-msg"]
    return [
        f"the {name} hook was ignored: {directory / name} is not executable"
        for name in names
        if (directory / name).is_file() and not _is_program(directory / name)
    ]


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_configured(repository: Repository, name: str) -> bool:
    """True if the configuration has a command for a hook; git before 2.54 does not look there."""
    keys = (key for key in repository.config if key.startswith("hook."))
    if not any(key.endswith(".event") for key in keys):
        return False
    listed = repository.try_run("hook", "list", "-z", name)
    return any(
        line and not line.startswith((b"disabled\t", b"event-disabled\t"))
        for line in listed.stdout.split(b"\0")
    )


def message_hooks(repository: Repository, verify: bool) -> tuple[str, ...]:
    """The hooks that see each part's message; commit-msg only where it may ``verify``."""
    names = (name for name in MESSAGE_HOOKS if verify or name != "commit-msg")
    return installed(repository, names)


def run_message_hooks(repository: Repository, names: Iterable[str], message: str) -> str:
    """A message after the message hooks of those names.

    Raises StateRefused where one fails, or leaves a message that git cannot hold as text.
    """
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        path = Path(scratch, "COMMIT_EDITMSG")
        path.write_bytes(message.encode())
        for name in names:
            source = ["message"] if name == "prepare-commit-msg" else []
            status, output = _run(repository, name, str(path), *source)
            if status:
                why = " ".join(output.split()) or f"exit status {status}"
                raise StateRefused(f"the {name} hook rejected a message: {why}", _MEND)
        return _text(path, " and ".join(names))


def _text(path: Path, names: str) -> str:
    """The message that hooks have left in a file."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as error:
        raise StateRefused(f"the {names} hook removed the message file", _MEND) from error
    except UnicodeDecodeError as error:
        raise StateRefused(f"the {names} hook left a message that is not UTF-8", _MEND) from error
    if "\0" in text:
        raise StateRefused(f"the {names} hook left a message that contains a NUL byte", _MEND)
    return text


def run_post_rewrite(repository: Repository, pairs: Iterable[tuple[str, str]]) -> str:
    """Run the post-rewrite hook with the old and new ids.  Returns a warning, or ""."""
    if not installed(repository, [POST_REWRITE]):
        return ""
    rows = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    status, output = _run(repository, POST_REWRITE, "rebase", stdin=rows)
    return f"the post-rewrite hook failed with exit status {status}: {output}" if status else ""


def _run(repository: Repository, name: str, *args: str, stdin: bytes = b"") -> tuple[int, str]:
    """Let git run a hook, and wait as git does: not for processes that it leaves running.

    Returns its status and its output.
    """
    if not stdin:
        return _wait_for(repository, [*_HOOK_RUN, name, "--", *args])
    if not _takes_stdin(repository):
        program = str(repository.hooks / name)
        return _wait_for(repository, [program, *args], stdin)
    with tempfile.NamedTemporaryFile(prefix="git-split-") as file:
        file.write(stdin)
        file.flush()
        return _wait_for(repository, [*_HOOK_RUN, f"--to-stdin={file.name}", name, "--", *args])


def _takes_stdin(repository: Repository) -> bool:
    """True if ``git hook run`` passes standard input to a hook, as from git 2.40 on."""
    usage = repository.try_run("hook", "run", "-h")
    return b"--to-stdin" in usage.stdout or "--to-stdin" in usage.stderr


def _wait_for(
    repository: Repository, command: Sequence[str], stdin: bytes = b""
) -> tuple[int, str]:
    """Run a hook where git runs it.  Returns its status and its output."""
    cwd = repository.worktree or repository.git_dir
    env = {"GIT_EDITOR": ":", **repository.from_elsewhere}
    with tempfile.TemporaryFile() as output:
        done = run_program(command, cwd, stdin, env, output)
        output.seek(0)
        printed = output.read().decode(errors="replace").rstrip("\n")
        return done.status, printed or done.stderr
