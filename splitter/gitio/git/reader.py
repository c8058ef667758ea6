"""Objects read by a ``git cat-file --batch`` that is kept, some before they are asked for."""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from splitter.gitio.git.programs import Process

#: How many objects are read before they are asked for, at most.
AHEAD = 4
#: How many bytes git may have ready in its pipe, where the system lets us say it.
PIPE_SIZE = 1 << 20

#: What cat-file says of an object, by words, and the object's body.
Answer = tuple[list[bytes], bytes]


class ObjectReader:
    """Asks one process for objects; while one is worked on, git reads those expected next.

    Every method raises OSError where the process does not answer any more.
    """

    def __init__(self, process: Process) -> None:
        assert process.stdin and process.stdout
        self.process = process
        self._questions, self._answers = process.stdin, process.stdout
        self._expected: list[str] = []
        self._places: dict[str, int] = {}
        self._next = 0  # the place of the first expected object that git was not asked for
        self._asked: deque[str] = deque()  # not answered yet
        self._early: dict[str, Answer] = {}  # answered, and not asked for yet
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
            with suppress(OSError):
                fcntl.fcntl(self._answers, fcntl.F_SETPIPE_SZ, PIPE_SIZE)

    def expect(self, oids: Iterable[str]) -> None:
        """Name the objects that will probably be read, in that order, each once."""
        self._expected = list(dict.fromkeys(oids))
        self._places = {oid: place for place, oid in enumerate(self._expected)}
        self._next = 0

    def read(self, oid: str) -> Answer:
        """The answer for an object; of one that is missing it has fewer than three words."""
        if oid not in self._early and oid not in self._asked:
            self._ask(oid)
        self._go_on_from(oid)
        while oid not in self._early:
            self._receive()
        return self._early.pop(oid)

    def close(self) -> None:
        """End the process, and wait for it."""
        with suppress(BrokenPipeError), self.process:  # which closes its pipes, and waits
            pass

    def _go_on_from(self, oid: str) -> None:
        """Request the objects expected behind an object, if that was expected itself."""
        place = self._places.get(oid)
        if place is not None:
            self._next = max(self._next, place + 1)
            passed = [one for one in self._early if self._places.get(one, place) < place]
            for one in passed:
                del self._early[one]
            ready = len(self._early) + len(self._asked)
            for one in self._expected[self._next : self._next + AHEAD - ready]:
                self._ask(one)
                self._next += 1
        self._questions.flush()

    def _ask(self, oid: str) -> None:
        self._questions.write(f"{oid}\n".encode())
        self._asked.append(oid)

    def _receive(self) -> None:
        """Read the answer to the question that was asked first."""
        header = self._answers.readline().split()
        size = int(header[2]) if len(header) == 3 else -1
        body = self._answers.read(size + 1)
        if not header or len(body) != size + 1:
            raise BrokenPipeError
        self._early[self._asked.popleft()] = (header, body[:-1])
