"""Commit objects as bytes: every header kept, known or not.

The format is git's: headers ``<name> SP <value>``, continued by lines that begin with a space, an
empty line, the message.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

#: Headers that sign the commit's own bytes and hold no longer once they change.
SIGNATURES = frozenset({b"gpgsig", b"gpgsig-sha256"})
#: The header in which jj keeps what Gerrit keeps in the Change-Id.
JJ_CHANGE_ID = b"change-id"
#: Text that every encoding git can show leaves as it is, and one that escapes does not.
_PLAIN = "\t\n" + "".join(map(chr, range(0x20, 0x7F))) + "\\u0041\\x41"

Header = tuple[bytes, bytes]


class Commit(Struct, frozen=True):
    """A commit object; a continued header's value has its newlines and spaces as stored."""

    headers: tuple[Header, ...]
    message: bytes

    @property
    def body(self) -> bytes:
        """The object's bytes; of a parsed commit, exactly those that were parsed."""
        lines = [b"%s %s\n" % header for header in self.headers]
        return b"%s\n%s" % (b"".join(lines), self.message)

    def get(self, name: bytes) -> bytes | None:
        """The value of the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def tree(self) -> str:
        """The tree's id in hex."""
        return (self.get(b"tree") or b"").decode()

    @property
    def parents(self) -> tuple[str, ...]:
        """The parents' ids in hex."""
        return tuple(value.decode() for key, value in self.headers if key == b"parent")

    @property
    def committed(self) -> int:
        """The committer's time, in seconds since 1970; 0 where it cannot be read, as in git."""
        seconds = (self.get(b"committer") or b"").rpartition(b"> ")[2].partition(b" ")[0]
        return int(seconds) if seconds.isdigit() else 0

    @property
    def encoding(self) -> str:
        """The encoding in the header; UTF-8 without a header.

        "" for an encoding that does not keep ASCII text as it is, as git's messages have to.
        """
        name = (self.get(b"encoding") or b"UTF-8").decode("ascii", "replace")
        with suppress(ValueError, LookupError):
            if _PLAIN.encode(name).decode("ascii") == _PLAIN == _PLAIN.encode().decode(name):
                return name
        return ""

    @property
    def text(self) -> str:
        """The message as git reads it, up to the first NUL.

        It is decoded by its encoding, or else as UTF-8, or else byte by byte.
        """
        message = self.message.partition(b"\0")[0]
        for encoding in filter(None, (self.encoding, "UTF-8")):
            with suppress(UnicodeError):
                return message.decode(encoding)
        return message.decode("latin-1")

    def with_text(self, text: str) -> Commit:
        """The commit with another message.

        The message is in the commit's encoding if that can express the text, else in UTF-8.
        """
        if encoding := self.encoding:
            with suppress(UnicodeError):
                made = replace(self, message=text.encode(encoding))
                if made.text == text:
                    return made
        return replace(self.without({b"encoding"}), message=text.encode())

    @property
    def signed(self) -> bool:
        """True if the commit carries a signature of its own."""
        return any(key in SIGNATURES for key, _ in self.headers)

    def without(self, names: Iterable[bytes]) -> Commit:
        """The commit without the headers of those names."""
        gone = frozenset(names)
        return replace(self, headers=tuple(h for h in self.headers if h[0] not in gone))

    def on(self, parents: Iterable[str]) -> Commit:
        """The commit with other parents (ids in hex); itself where it has those."""
        wanted = tuple(parents)
        if wanted == self.parents:
            return self
        return replace(self, headers=_headers(self, self.tree, wanted))

    def moved(self, tree: str, parents: Iterable[str], committer: bytes) -> Commit:
        """The commit on another tree and other parents, without signatures, by that committer."""
        headers = _headers(self.without(SIGNATURES), tree, parents)
        return replace(
            self,
            headers=tuple(
                (key, committer if key == b"committer" else value) for key, value in headers
            ),
        )


def _headers(commit: Commit, tree: str, parents: Iterable[str]) -> tuple[Header, ...]:
    """A commit's headers, with another tree and other parents."""
    start = [(b"tree", tree.encode()), *((b"parent", parent.encode()) for parent in parents)]
    return (*start, *commit.without({b"tree", b"parent"}).headers)


def parse_commit(body: bytes) -> Commit:
    """Read a commit object; ``parse_commit(body).body == body`` for a body that git wrote."""
    head, _, message = body.partition(b"\n\n")
    headers: list[Header] = []
    for line in head.removesuffix(b"\n").split(b"\n"):
        if line.startswith(b" ") and headers:
            key, value = headers[-1]
            headers[-1] = (key, value + b"\n" + line)
        else:
            key, _, value = line.partition(b" ")
            headers.append((key, value))
    return Commit(tuple(headers), message)
