"""Work that is done in small steps, so that a screen can do something else in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

_T = TypeVar("_T")

#: Work in steps; its return value is the result.
Steps = Generator[None, None, _T]


def result(steps: Steps[_T]) -> _T:
    """Run steps to their end and return their result."""
    try:
        while True:
            next(steps)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
