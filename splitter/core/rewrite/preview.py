"""Previews of a plan before it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from splitter.core.plan.plan import Plan


class PartPreview(Struct, frozen=True):
    """A part as a commit: its number in the plan, its id, and the output of `git show`.

    ``problem`` is why it cannot be written yet ("" if it can).  ``oid`` and ``text`` are empty
    where the plan makes no commit of that number.  ``changed_by`` names in words the hooks and
    signatures that may change the id when it is written, "" for none.
    """

    number: int
    oid: str = ""
    text: bytes = b""
    problem: str = ""
    changed_by: str = ""


class FilePreview(Struct, frozen=True):
    """A file as it stands after a part.

    ``content`` is None where the file does not exist.  ``added`` are the lines that the part adds,
    ``guessed`` the old lines whose place among new ones is a guess, and ``explicit`` those whose
    place the plan sets, as ranges by rising numbers; ``line`` is the place of the requested line.
    ``edited`` are the lines of edits, ``changes`` the lines that a change has added, or removes
    later, each range with the numbers of their changes.  Lines count from 0.
    """

    number: int
    path: bytes
    content: bytes | None
    added: tuple[range, ...] = ()
    guessed: tuple[range, ...] = ()
    explicit: tuple[range, ...] = ()
    edited: tuple[range, ...] = ()
    line: int = 0
    changes: tuple[tuple[range, range], ...] = ()


class Previewer(Protocol):
    """Makes previews of one target's plans.  Its methods may be called from any thread."""

    def part(
        self, plan: Plan, number: int, cancelled: Callable[[], bool] = ...
    ) -> PartPreview | None:
        """A part of a plan that may be incomplete; None once ``cancelled``."""

    def file(
        self,
        plan: Plan,
        number: int,
        file: int,
        at: tuple[int, int] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> FilePreview | None:
        """A file of the patch, by its number, as it stands after a part; None once ``cancelled``.

        ``at`` is a line of the diff by its numbers in the old and in the new version.
        """
