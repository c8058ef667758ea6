"""The permissions of git split's files in a repository: the same as those of git's files."""

from __future__ import annotations

import stat
import sys
from contextlib import suppress
from pathlib import Path

from splitter.gitio.git.repository import Repository

_UMASK, _GROUP, _EVERYBODY = 0, 0o660, 0o664
_WORDS = {
    "umask": _UMASK,
    "group": _GROUP,
    "all": _EVERYBODY,
    "world": _EVERYBODY,
    "everybody": _EVERYBODY,
}
_OLD_NUMBERS = {0: _UMASK, 1: _GROUP, 2: _EVERYBODY}
#: Where a directory does not pass its group on by itself, this bit lets it.
_PASS_GROUP_ON = 0 if sys.platform == "darwin" or "bsd" in sys.platform else stat.S_ISGID


def share(repository: Repository, *paths: Path) -> None:
    """Set the permissions of files and directories that ``core.sharedRepository`` asks for.

    Files of another user stay as they are.
    """
    if "core.sharedrepository" not in repository.config:
        return
    for path in paths:
        with suppress(OSError):
            before = path.stat().st_mode
            after = _mode(repository, before)
            if after != before:
                path.chmod(stat.S_IMODE(after))


def _mode(repository: Repository, mode: int) -> int:
    """A file's mode as ``core.sharedRepository`` has it (git-config(1))."""
    access, is_exact = _wanted(repository)
    if not access:
        return mode
    if not mode & stat.S_IWUSR:
        access &= ~0o222
    if mode & stat.S_IXUSR:
        access |= (access & 0o444) >> 2
    mode = mode & ~0o777 | access if is_exact else mode | access
    if stat.S_ISDIR(mode):
        mode |= (mode & 0o444) >> 2
        if mode & 0o060:
            mode |= _PASS_GROUP_ON
    return mode


def _wanted(repository: Repository) -> tuple[int, bool]:
    """The permissions to set, and whether they replace the old ones; 0 for those of the umask."""
    value = repository.config["core.sharedrepository"]
    if value in _WORDS:
        return _WORDS[value], False
    try:
        number = int(value, 8)
    except ValueError:
        return (_GROUP if repository.flag("core.sharedrepository") else _UMASK), False
    if number in _OLD_NUMBERS:
        return _OLD_NUMBERS[number], False
    return number & 0o666, True
