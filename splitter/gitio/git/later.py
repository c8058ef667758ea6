"""Calls in a thread, mostly waiting for a git process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Later(Generic[_T]):
    """A call in a thread of its own, begun at once; leaving the context waits for its end."""

    def __init__(self, call: Callable[[], _T]) -> None:
        self._call = call
        self._done: list[_T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._done.append(self._call())
        except BaseException as error:
            self._error = error

    def result(self) -> _T:
        """Wait for the call, and return its result or raise its error."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._done[0]

    def __enter__(self) -> Later[_T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._thread.join()
