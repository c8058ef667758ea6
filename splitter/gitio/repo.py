"""A repository and the one way of running git in it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from subprocess import PIPE
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from splitter.errors import GitFailed

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # where there is no git, we say so ourselves
from git.cmd import Git
from git.exc import GitCommandNotFound

#: Variables through which a user's shell would change what git's diff prints.
_PLAIN_DIFF = {"GIT_DIFF_OPTS": "", "GIT_EXTERNAL_DIFF": ""}
#: Variables that name a place, from the directory in which git is started.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


class Finished(Struct, frozen=True):
    """A git command that has ended."""

    status: int
    stdout: bytes
    stderr: str


class Repository(Struct, frozen=True, eq=False, dict=True):
    """A repository, as seen from the directory ``cwd``; open one with `open_repository`.

    ``algorithm`` names its object format; ``git_dir`` is this worktree's, ``common_dir`` is shared
    by all of them.
    """

    cwd: Path
    git_dir: Path
    common_dir: Path
    algorithm: str
    bare: bool
    _git: Git

    def try_run(
        self,
        *args: str | bytes,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Finished:
        """Run ``git <args>`` and wait; stdout comes as exact bytes.  git gets ``pass_fds`` too."""
        command = ["git", *(os.fsdecode(arg) for arg in args)]
        elsewhere = self.from_elsewhere if cwd else {}
        env = {**_PLAIN_DIFF, **elsewhere, **(env or {})}
        return execute(command, cwd or self.cwd, stdin, env, pass_fds)

    def run(
        self,
        *args: str | bytes,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> bytes:
        """Run ``git <args>`` and return its stdout.  Raises GitFailed with git's own sentence."""
        done = self.try_run(*args, stdin=stdin, env=env, cwd=cwd)
        if done.status:
            raise git_failed(done, os.fsdecode(args[0]))
        return done.stdout

    def line(self, *args: str) -> str:
        """The one line that ``git <args>`` prints."""
        return os.fsdecode(self.run(*args)).removesuffix("\n")

    def answer(self, *args: str) -> str:
        """The one line that ``git <args>`` prints, or "" where it says no, with status 1.

        Raises GitFailed where it says neither.
        """
        done = self.try_run(*args)
        if done.status not in (0, 1):
            raise git_failed(done, args[0])
        return os.fsdecode(done.stdout).removesuffix("\n")

    def object(self, oid: str) -> tuple[str, bytes]:
        """Type and body of an object.  Raises GitFailed where it is missing."""
        reader = self._reader
        try:
            reader.stdin.write(f"{oid}\n".encode())
            reader.stdin.flush()
            _, kind, size = reader.stdout.readline().split()
        except (OSError, ValueError) as error:
            raise GitFailed(f"object {oid} is missing", "try: git fsck") from error
        body = reader.stdout.read(int(size) + 1)
        return kind.decode(), body[:-1]

    @cached_property
    def _reader(self) -> Any:
        """A ``cat-file --batch`` that is kept.  GitPython's own reads the ids of SHA-1 only."""
        return self._git.cat_file(batch=True, istream=PIPE, as_process=True)

    def objects(self, oids: Iterable[str]) -> list[bytes]:
        """The bodies of many objects, in the order of their ids.  Raises GitFailed for a missing
        one.
        """
        wanted = "".join(f"{oid}\n" for oid in oids).encode()
        out = self.run("cat-file", "--batch", stdin=wanted) if wanted else b""
        bodies = []
        at = 0
        while at < len(out):
            end = out.index(b"\n", at)
            fields = out[at:end].split()
            if len(fields) != 3:
                raise GitFailed(f"object {fields[0].decode()} is missing", "try: git fsck")
            at = end + 1 + int(fields[2])
            bodies.append(out[end + 1 : at])
            at += 1
        return bodies

    def committer(self) -> bytes:
        """Who commits, and when: name, address, seconds, time zone.  Raises GitFailed if unset."""
        return self.run("var", "GIT_COMMITTER_IDENT").rstrip(b"\n")

    @cached_property
    def config(self) -> dict[str, str]:
        """The configuration, keys as git lists them; of several values the last."""
        listing = os.fsdecode(self.run("config", "--list", "-z"))
        rows = (row.partition("\n") for row in listing.split("\0") if row)
        return {key: value if newline else "true" for key, newline, value in rows}

    def flag(self, key: str, default: bool = False) -> bool:
        """A configuration value as git reads booleans."""
        value = self.config.get(key)
        if value is None:
            return default
        return value.lower() in ("true", "yes", "on") or value.strip("0").isdecimal()

    @cached_property
    def from_elsewhere(self) -> dict[str, str]:
        """The variables that name places from ``cwd``, so that they do from any directory."""
        given = {name: os.environ[name] for name in _PLACES if os.environ.get(name)}
        return {name: str(self.cwd / value) for name, value in given.items()}

    @cached_property
    def worktree(self) -> Path | None:
        """The top of the work tree; None outside of one."""
        if self.line("rev-parse", "--is-inside-work-tree") == "false":
            return None
        return Path(self.line("rev-parse", "--show-toplevel"))

    def git_paths(self, *names: str) -> list[Path]:
        """Where this worktree keeps files of those names (hooks, markers of an operation)."""
        args = [word for name in names for word in ("--git-path", name)]
        lines = self.line("rev-parse", "--path-format=absolute", *args).split("\n")
        return [Path(line) for line in lines]

    def apart(self, env: Mapping[str, str]) -> Repository:
        """The same repository for another thread, with processes of its own for reading.

        They see the environment with ``env`` in it.
        """
        git = Git(str(self.cwd))
        git.update_environment(**env)
        return replace(self, _git=git)

    @property
    def journal(self) -> Path:
        """The file that says what is being written; empty, or not there, for nothing."""
        return self.common_dir / "split" / "journal"

    def close(self) -> None:
        """End the processes that were kept for reading."""
        reader = self.__dict__.pop("_reader", None)
        if reader is not None:
            for pipe in (reader.stdin, reader.stdout, reader.stderr):
                pipe.close()
            reader.proc.wait()


def open_repository(cwd: Path) -> Repository:
    """The repository that git finds from a directory.  Raises GitFailed where there is none."""
    git = Git(str(cwd))
    bootstrap = Repository(cwd, cwd, cwd, "sha1", False, git)
    out = bootstrap.line(
        "rev-parse",
        "--path-format=absolute",
        "--git-dir",
        "--git-common-dir",
        "--show-object-format",
        "--is-bare-repository",
    )
    git_dir, common_dir, algorithm, bare = out.split("\n")
    return Repository(cwd, Path(git_dir), Path(common_dir), algorithm, bare == "true", git)


def git_failed(done: Finished, command: str) -> GitFailed:
    """The error for a git command that failed, in git's own words."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    message = told[0].split(": ", 1)[-1] if told else f"exit status {done.status}"
    hints = [line.removeprefix("hint:").strip() for line in lines if line.startswith("hint:")]
    hints += [f"run: {line.strip()}" for line in lines if line.startswith("\tgit ")]
    return GitFailed(f"git {command}: {message}", " ".join(hints))


def execute(
    command: Sequence[str],
    cwd: Path,
    stdin: bytes | None,
    env: Mapping[str, str],
    pass_fds: Sequence[int] = (),
) -> Finished:
    """Run a program, with no shell in between, and wait for it.

    One that cannot be run ends with status 127; a script that does not name its shell is run by
    ``/bin/sh``, as execvp(3) has it.  Raises GitFailed where there is no room for its input.
    """
    try:
        istream = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        istream.write(stdin or b"")
        istream.seek(0)
    except OSError as error:
        raise no_room(error) from error
    try:
        with istream:
            status, stdout, stderr = Git(str(cwd)).execute(
                command,
                istream=istream,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                env=env,
                pass_fds=pass_fds,
            )
    except (OSError, GitCommandNotFound) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOEXEC:
            return execute(["/bin/sh", *command], cwd, stdin, env, pass_fds)
        return Finished(127, b"", f"cannot run {command[0]}")
    return Finished(status, _bytes(stdout), str(stderr))


def no_room(error: OSError) -> GitFailed:
    """The error for a temporary file that cannot be written."""
    return GitFailed(
        f"cannot write a temporary file: {error.strerror}", "make room, or set TMPDIR elsewhere"
    )


def _bytes(data: bytes | str | None) -> bytes:
    return data if isinstance(data, bytes) else os.fsencode(data or "")
