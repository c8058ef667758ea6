"""Drafts under the git directory: splits that were started and are not written yet.

A draft is a plan file and a log (`splitter.core.draft.log`) that has every entry.  Where both exist
the log counts; so a command that writes the plan removes or replaces the log.  The screen holds a
lock (flock(2)) on the log of its commit, and a locked draft is not touched.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from msgspec import Struct

from splitter.gitio.git.repository import Repository
from splitter.gitio.git.sharing import share

#: What stands between a commit's id and the number of a plan that was set aside.
_ASIDE = ".aside-"


def _as_created(*_: Path) -> None:
    """Leave files with the permissions that they were created with."""


class Drafts(Struct, frozen=True):
    """The drafts of one repository; ``share`` sets the permissions of their files."""

    directory: Path
    share: Callable[..., None] = _as_created

    def path(self, target: str) -> Path:
        """The path of the plan file for a commit."""
        return self.directory / f"{target}.toml"

    def log(self, target: str) -> Path:
        """The path of the log for a commit."""
        return self.directory / f"{target}.log"

    def targets(self) -> frozenset[str]:
        """The commits that have a draft, drafts kept aside included, by their ids in hex."""
        plans = {path.name.partition(".")[0] for path in self.directory.glob("*.toml")}
        logs = {path.stem for path in self.directory.glob("*.log") if _has_acts(path)}
        return frozenset(plans | logs)

    def has(self, target: str) -> bool:
        """True if there is a draft for a commit; drafts kept aside do not count."""
        return self.path(target).exists() or _has_acts(self.log(target))

    def read(self, target: str) -> str | None:
        """The plan file for a commit; None if it does not exist or is not text."""
        try:
            return self.path(target).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, target: str, text: str) -> None:
        """Write the plan file for a commit, whole or not at all.  Raises OSError."""
        self._write(self.path(target), text.encode())

    def _write(self, path: Path, content: bytes) -> None:
        self._make()
        new = self.directory / f"{path.name}.{os.getpid()}.new"
        try:
            new.write_bytes(content)
            self.share(new)
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise

    def _make(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.share(self.directory.parent, self.directory)

    def lock(self, target: str) -> int:
        """Open or create the log for a commit and lock it; see `lock`."""
        self._make()
        descriptor = lock(self.log(target))
        self.share(self.log(target))
        return descriptor

    def replace(self, target: str, text: str, log: bytes = b"") -> None:
        """Replace the draft for a commit by a plan, and by its log if that can be written.

        A draft that is open on a screen stays.  Raises OSError.
        """
        path = self.log(target)
        descriptor = self.lock(target)
        try:
            self.write(target, text)
            if not (log and self._is_written(path, log)):  # in place of the one that is locked
                path.unlink()
        finally:
            os.close(descriptor)

    def _is_written(self, path: Path, content: bytes) -> bool:
        with suppress(OSError):
            self._write(path, content)
            return True
        return False

    def asides(self, target: str) -> list[str]:
        """The names of the plans for a commit that are no draft any more, the latest first."""
        names = (path.stem for path in self.directory.glob(f"{target}{_ASIDE}*.toml"))
        return sorted(names, key=_number, reverse=True)

    def set_aside(self, target: str, text: str) -> None:
        """Keep a plan that is no draft any more, unless it is kept already.  Raises OSError."""
        names = self.asides(target)
        if text not in map(self.read, names):
            self.write(f"{target}{_ASIDE}{_number(names[0]) + 1 if names else 1}", text)

    def remove(self, target: str) -> None:
        """Forget the draft for a commit, if there is one that can be removed."""
        with suppress(OSError), self._without_log(target):
            self.path(target).unlink(missing_ok=True)

    @contextmanager
    def _without_log(self, target: str) -> Iterator[None]:
        """Change a draft whose log goes with that.  Raises BlockingIOError where it is locked."""
        path = self.log(target)
        if not path.exists():
            yield
            return
        descriptor = lock(path)
        try:
            yield
            path.unlink()
        finally:
            os.close(descriptor)


def lock(path: Path) -> int:
    """Open or create a log for appending and lock it.  Returns its descriptor.

    Raises BlockingIOError where another process has locked it, OSError where it cannot be written.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):  # or else it was removed since it was opened
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _number(name: str) -> int:
    """The number of a plan kept aside, from 1; 0 for another file."""
    number = name.rpartition(_ASIDE)[2]
    return int(number) if number.isdecimal() else 0


def _has_acts(log: Path) -> bool:
    try:
        with log.open("rb") as file:
            return len(file.readlines()) > 1
    except OSError:
        return False


def drafts_of(repository: Repository) -> Drafts:
    """The drafts of a repository, shared by its worktrees."""
    return Drafts(repository.common_dir / "split" / "drafts", partial(share, repository))
