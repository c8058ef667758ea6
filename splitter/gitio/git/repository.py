"""A repository, and the one way to run git in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from splitter.errors import GitFailed
from splitter.gitio.git.process import Env, run_git, start_answering
from splitter.gitio.git.programs import Finished
from splitter.gitio.git.reader import ObjectReader

#: Variables that say which files a pathspec matches; ``git --icase-pathspecs split`` sets one.
PATHSPECS = tuple(f"GIT_{kind}_PATHSPECS" for kind in ("LITERAL", "GLOB", "NOGLOB", "ICASE"))
#: Variables of a user's shell that would change what git's diff prints, or which files a path
#: stands for.
_PLAIN: Env = dict.fromkeys(("GIT_DIFF_OPTS", *PATHSPECS))
#: Variables that name a place, from the directory in which git is started.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def as_given(names: Iterable[str] = (*_PLAIN, "LANGUAGE", "LC_ALL")) -> dict[str, str | None]:
    """The variables that git split overrides for git, with the user's own values."""
    return {name: os.environ.get(name) for name in names}


class Repository(Struct, frozen=True, eq=False, dict=True):
    """A repository, as seen from the directory ``cwd``; open one with `open_repository`.

    ``algorithm`` names its object format; ``git_dir`` is this worktree's, ``common_dir`` is shared
    by all of them.  ``is_in_worktree`` says whether ``cwd`` is in a working tree.  ``reading``
    holds variables for the processes that are kept.
    """

    cwd: Path
    git_dir: Path
    common_dir: Path
    algorithm: str
    bare: bool
    is_in_worktree: bool
    reading: Mapping[str, str] = {}

    def try_run(
        self,
        *args: str | bytes,
        stdin: bytes | None = None,
        env: Env | None = None,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Finished:
        """Run ``git <args>`` and wait; stdout comes as exact bytes.  git gets ``pass_fds`` too."""
        elsewhere = self.from_elsewhere if cwd else {}
        env = {**_PLAIN, **elsewhere, **(env or {})}
        return run_git(args, cwd or self.cwd, stdin or b"", env, pass_fds)

    def run(
        self,
        *args: str | bytes,
        stdin: bytes | None = None,
        env: Env | None = None,
        cwd: Path | None = None,
    ) -> bytes:
        """Run ``git <args>`` and return its stdout.  Raises GitFailed with git's own sentence."""
        done = self.try_run(*args, stdin=stdin, env=env, cwd=cwd)
        if done.status:
            raise git_failed(done, os.fsdecode(args[0]))
        return done.stdout

    def line(self, *args: str) -> str:
        """The single line of output of ``git <args>``."""
        return os.fsdecode(self.run(*args)).removesuffix("\n")

    def answer(self, *args: str) -> str:
        """The single line of output of ``git <args>``, or "" if it ends with status 1.

        Raises GitFailed for any other status.
        """
        done = self.try_run(*args)
        if done.status not in (0, 1):
            raise git_failed(done, args[0])
        return os.fsdecode(done.stdout).removesuffix("\n")

    def object(self, oid: str) -> tuple[str, bytes]:
        """Type and body of an object.

        Raises GitFailed where it is missing, and where git does not answer.
        """
        try:
            try:
                header, body = self._reader.read(oid)
            except OSError:  # what was kept has ended: a ^C in an editor reaches it as well
                self.close()
                header, body = self._reader.read(oid)
        except OSError as error:
            self.close()
            raise GitFailed(f"git cat-file: cannot read object {oid}", "try again") from error
        if len(header) != 3:
            raise GitFailed(f"object {oid} is missing", "try: git fsck")
        return header[1].decode(), body

    def expect(self, oids: Iterable[str]) -> None:
        """Name the objects that will probably be asked for by `object`, in that order.

        git reads some of them ahead.
        """
        self._reader.expect(oids)

    @cached_property
    def _reader(self) -> ObjectReader:
        """The reader of objects, with a process of its own."""
        return ObjectReader(start_answering(["cat-file", "--batch"], self.cwd, self.reading))

    def objects(self, oids: Iterable[str]) -> list[bytes]:
        """The bodies of many objects, in the order of their ids.

        Raises GitFailed for a missing object.
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

    def headers(self, names: Iterable[bytes]) -> list[tuple[str, bytes, int] | None]:
        """The id, type and size of each named object; None for a missing one.  Raises GitFailed."""
        asked = b"".join(name + b"\n" for name in names)
        out = self.run("cat-file", "--batch-check", stdin=asked) if asked else b""
        rows = (row.split(b" ") for row in out.split(b"\n")[:-1])
        return [
            (row[0].decode(), row[1], int(row[2])) if len(row) == 3 and row[2].isdigit() else None
            for row in rows
        ]

    @cached_property
    def committer(self) -> bytes:
        """The committer: name, address, seconds, time zone.  Raises GitFailed if unset.

        As with `git commit`, the time is that of the first call, and stays.
        """
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

    @property
    def worktree(self) -> Path | None:
        """The top of the working tree; None outside of one."""
        return self._hooks_and_worktree[1]

    @property
    def hooks(self) -> Path:
        """The directory of the hooks."""
        return self._hooks_and_worktree[0]

    @cached_property
    def _hooks_and_worktree(self) -> tuple[Path, Path | None]:
        hooks = ("--git-path", "hooks")
        if not self.is_in_worktree:
            return self.paths(hooks)[0], None
        try:
            directory, top = self.paths(hooks, ("--show-toplevel",))
        except GitFailed:  # a relative path below .git, which is a file in a linked worktree
            (top,) = self.paths(("--show-toplevel",))
            named = self.run("rev-parse", *hooks, cwd=top).removesuffix(b"\n")
            directory = top / os.fsdecode(named)
        return directory, top

    def git_paths(self, *names: str) -> list[Path]:
        """The paths of this worktree's files of those names (hooks, markers of an operation)."""
        return self.paths(*(("--git-path", name) for name in names))

    def paths(self, *questions: Sequence[str]) -> list[Path]:
        """The absolute path that ``git rev-parse`` prints for each of these options."""
        words = [word for question in questions for word in question]
        lines = self.line("rev-parse", "--path-format=absolute", *words).split("\n")
        if len(lines) > len(questions) > 1:  # a path has a newline in it
            return [path for question in questions for path in self.paths(question)]
        return [Path("\n".join(lines))] if len(questions) == 1 else list(map(Path, lines))

    def apart(self, env: Mapping[str, str]) -> Repository:
        """The same repository for another thread, with processes of its own for reading.

        They see the environment with ``env`` in it.
        """
        return replace(self, reading=env)

    @property
    def journal(self) -> Path:
        """The file of the journal; empty or missing while nothing is being written."""
        return self.common_dir / "split" / "journal"

    @property
    def is_interrupted(self) -> bool:
        """True if the journal has an entry: a run was killed while it wrote, or one writes now."""
        try:
            return self.journal.stat().st_size > 0
        except OSError:
            return False

    def close(self) -> None:
        """End the processes that were kept for reading."""
        reader = self.__dict__.pop("_reader", None)
        if reader is not None:
            reader.close()


def open_repository(cwd: Path) -> Repository:
    """The repository that git finds from a directory.  Raises GitFailed where it finds none."""
    nowhere = Repository(cwd, cwd, cwd, "sha1", bare=False, is_in_worktree=False)
    words = (
        "--show-object-format",
        "--is-bare-repository",
        "--is-inside-work-tree",
        "--git-dir",
        "--git-common-dir",
    )
    out = nowhere.line("rev-parse", "--path-format=absolute", *words)
    algorithm, bare, inside, *paths = out.split("\n")
    if len(paths) == 2:
        git_dir, common_dir = map(Path, paths)
    else:  # a path has a newline in it
        git_dir, common_dir = nowhere.paths(["--git-dir"], ["--git-common-dir"])
    return Repository(cwd, git_dir, common_dir, algorithm, bare == "true", inside == "true")


#: git's message about a repository of another user, and the command that it names.
_OWNED_BY_ANOTHER = re.compile(r"detected dubious ownership in repository at '(.*)'", re.DOTALL)
_TRUST = "git config --global --add safe.directory "


def git_failed(done: Finished, command: str) -> GitFailed:
    """The error for a git command that failed, in git's own words."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    message = errors[0].split(": ", 1)[-1] if errors else f"exit status {done.status}"
    hints = [line.removeprefix("hint:").strip() for line in lines if line.startswith("hint:")]
    commands = [line.strip() for line in lines if line.startswith("\tgit ")]
    hints += [f"run: {line}" for line in commands]
    owned = _OWNED_BY_ANOTHER.fullmatch(message)
    if owned and commands:
        path = commands[0].removeprefix(_TRUST)
        once = f"or for one command: git -c safe.directory={path} split ..."
        what = f"the repository '{owned[1]}' belongs to another user"
        return GitFailed(what, f"{' '.join(hints)}; {once}")
    return GitFailed(f"git {command}: {message}", " ".join(hints))
