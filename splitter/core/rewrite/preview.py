"""What previews show of a plan before it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from splitter.core.plan.plan import Plan


class PartPreview(Struct, frozen=True):
    """A part as a commit: its number in the plan, its id, what `git show` prints of it, and why it
    cannot be written yet ("" where it can).

    ``oid`` and ``text`` are empty where the plan makes no commit of that number.  ``changed_by``
    says in words what may give the commit another id when it is written, "" where it has that one.
    """

    number: int
    oid: str = ""
    text: bytes = b""
    problem: str = ""
    changed_by: str = ""


class FilePreview(Struct, frozen=True):
    """A file as it stands after a part.

    ``content`` is None where it is not there then.  ``added`` are the lines that the part adds,
    ``guessed`` those old ones whose place among new ones is a guess and ``said`` those whose place
    the plan says, as ranges by rising numbers; ``line`` is where the line asked for stands.
    ``changes`` are the lines that a change has added, or removes later from among new ones, each
    range with the numbers of their changes.  Lines count from 0.
    """

    number: int
    path: bytes
    content: bytes | None
    added: tuple[range, ...] = ()
    guessed: tuple[range, ...] = ()
    said: tuple[range, ...] = ()
    line: int = 0
    changes: tuple[tuple[range, range], ...] = ()


class Previewer(Protocol):
    """What makes previews of one target's plans.  It may be called from any thread."""

    def part(
        self, plan: Plan, number: int, cancelled: Callable[[], bool] = ...
    ) -> PartPreview | None:
        """A part of a plan that need not be complete; None once ``cancelled`` says so."""

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
