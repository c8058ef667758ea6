"""The repository's hooks, run as git runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.repo import Finished, Repository, execute

#: A hook is the user's program: it gets the user's locale back.
_LOCALE = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}

#: The hooks that see each part's message, in the order in which ``git commit -F`` runs them.
MESSAGE_HOOKS = ("prepare-commit-msg", "commit-msg")


def installed(repository: Repository, names: Iterable[str]) -> dict[str, Path]:
    """Those of the named hooks that git would run, with their paths."""
    (directory,) = repository.git_paths("hooks")
    paths = {name: directory / name for name in names}
    return {
        name: path for name, path in paths.items() if path.is_file() and os.access(path, os.X_OK)
    }


def message_hooks(repository: Repository, verify: bool) -> tuple[str, ...]:
    """The hooks that see each part's message; commit-msg only where it may ``verify``."""
    names = installed(repository, MESSAGE_HOOKS)
    return tuple(name for name in names if verify or name != "commit-msg")


def run_message_hooks(repository: Repository, names: Iterable[str], message: bytes) -> bytes:
    """A message after the message hooks of those names.  Raises StateRefused where one fails."""
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        path = Path(scratch, "COMMIT_EDITMSG")
        path.write_bytes(message)
        for name in names:
            source = ["message"] if name == "prepare-commit-msg" else []
            env = {**_LOCALE, "GIT_EDITOR": ":"}
            command = ("hook", "run", "--ignore-missing", name, "--", str(path), *source)
            run = partial(repository.try_run, *command, env=env, cwd=repository.worktree)
            status, told = _wait_for(run)
            if status:
                why = " ".join(told.split()) or f"it ended with status {status}"
                raise StateRefused(
                    f"the {name} hook refused a message: {why}",
                    "mend the message, or leave the hook out with --no-verify",
                )
        return path.read_bytes()


def run_post_rewrite(repository: Repository, pairs: Iterable[tuple[str, str]]) -> str:
    """Tell the post-rewrite hook the old and new ids, once.  Returns a complaint, or nothing."""
    hook = installed(repository, ["post-rewrite"]).get("post-rewrite")
    if hook is None:
        return ""
    cwd = repository.worktree or repository.git_dir
    stdin = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    env = {**_LOCALE, **repository.from_elsewhere}
    status, told = _wait_for(partial(execute, [str(hook), "rebase"], cwd, stdin, env))
    return f"the post-rewrite hook ended with status {status}: {told}" if status else ""


def _wait_for(run: Callable[..., Finished]) -> tuple[int, str]:
    """Let a hook run, and wait for it as git does: not for what it leaves running.

    Returns its status, and what it printed until then.
    """
    with tempfile.TemporaryFile() as output:
        done = run(output=output)
        output.seek(0)
        told = output.read().decode(errors="replace").rstrip("\n")
        return done.status, told or done.stderr
