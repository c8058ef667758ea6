"""Commit messages, their trailers, and the trailers of each part after a split.

Trailer blocks follow git-interpret-trailers(1): the last paragraph, not the subject's, whose lines
are all trailers, or at least a quarter of them if one is of a kind git or Gerrit writes.  The heir
keeps the Change-Id and the other trailers that belong to one change alone (Closes-Bug, Reviewed-on,
...); Signed-off-by and Co-authored-by are in every part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

#: git takes the scheme of an address for a token; people do not.
_TRAILER = re.compile(r"([A-Za-z0-9-]+)[ \t]*:(?!//)")
_FOLDED = (" ", "\t")
_GENERATED = ("signed-off-by:", "(cherry picked from commit ", "change-id:")
_LINK = re.compile(r"(?s)(link:\s*\S+/id/)(I[0-9a-f]{40})\s*", re.IGNORECASE)
_CHANGE_ID = re.compile(r"(?s)(change-id:\s*)(\S+)\s*", re.IGNORECASE)
_SHARED = frozenset({"signed-off-by", "co-authored-by"})


class Trailer(Struct, frozen=True):
    """One trailer as written, folded lines included; its token in lower case ("" for none)."""

    token: str
    text: str

    @property
    def change_id(self) -> str:
        """The Change-Id it carries, as ``Change-Id: I...`` or as ``Link: .../id/I...``; or ""."""
        match = _CHANGE_ID.fullmatch(self.text) or _LINK.fullmatch(self.text)
        return match[2] if match else ""

    @property
    def stripped(self) -> Trailer:
        """The same trailer without blanks at the ends of its lines."""
        return replace(self, text="\n".join(line.rstrip(" \t\r") for line in self.text.split("\n")))

    def with_change_id(self, change_id: str) -> Trailer:
        """The same trailer with another Change-Id in it."""
        match = _CHANGE_ID.fullmatch(self.text) or _LINK.fullmatch(self.text)
        return replace(self, text=match[1] + change_id) if match else self


def subject_of(text: str) -> str:
    """The subject of a message as git has it: the lines before the first blank one, in one."""
    lines = (line.strip() for line in text.strip().split("\n"))
    return " ".join(takewhile(bool, lines))


class Message(Struct, frozen=True):
    """A message in its two halves; neither has newlines at its ends."""

    body: str
    trailers: tuple[Trailer, ...] = ()

    @property
    def subject(self) -> str:
        """See `subject_of`."""
        return subject_of(self.body)

    @property
    def text(self) -> str:
        """The whole message, with a newline at its end."""
        block = "\n".join(trailer.text for trailer in self.trailers)
        return "\n\n".join(half for half in (self.body, block) if half) + "\n"

    @property
    def change_id(self) -> str:
        """The Change-Id that counts, which is the last one, or ""."""
        found = [trailer.change_id for trailer in self.trailers if trailer.change_id]
        return found[-1] if found else ""

    @property
    def of_one_commit(self) -> dict[str, None]:
        """The names of the trailers, other than the Change-Id, that belong to one commit alone."""
        return {
            trailer.text.partition(":")[0].strip(): None
            for trailer in self.trailers
            if trailer.token and trailer.token not in _SHARED and not trailer.change_id
        }

    def with_change_id(self, change_id: str) -> Message:
        """The same message with that Change-Id wherever it has one."""
        return replace(self, trailers=tuple(t.with_change_id(change_id) for t in self.trailers))


def parse_message(text: str) -> Message:
    """The message in its two halves."""
    stripped = text.strip("\n").rstrip()
    body, blank, block = _last_paragraph(stripped)
    if not blank or not _is_trailer_block(block):
        return Message(stripped)
    trailers: list[Trailer] = []
    for line in block.split("\n"):
        if line.startswith(_FOLDED) and trailers:
            last = trailers[-1]
            trailers[-1] = replace(last, text=f"{last.text}\n{line}")
        else:
            match = _TRAILER.match(line)
            trailers.append(Trailer(match[1].lower() if match else "", line))
    return Message(body, tuple(trailers))


def _last_paragraph(text: str) -> tuple[str, str, str]:
    parts = re.split(r"\n(?:[ \t\r]*\n)+", text)
    if len(parts) < 2:
        return text, "", ""
    return text[: -len(parts[-1])].rstrip(), "\n", parts[-1]


def _is_trailer_block(block: str) -> bool:
    """True if lines are a trailer block.  A folded line belongs to the trailer before it."""
    trailers = others = folded = 0
    generated = False
    for line in reversed(block.split("\n")):
        written = line.lower().startswith(_GENERATED)
        if written or _TRAILER.match(line):
            trailers += 1
            generated |= written
            folded = 0
        elif line.startswith(_FOLDED):
            folded += 1
        else:
            others += 1 + folded
            folded = 0
    others += folded
    return trailers > 0 and (not others or (generated and trailers * 3 >= others))


class Inheritance(Struct, frozen=True):
    """The distribution of a target's trailers among its parts.

    ``named`` are trailers that the user wrote into a part; no other part gets those.
    """

    target: Message
    named: frozenset[str] = frozenset()

    def read(self, text: str) -> Message:
        """The message of a part's text.

        The target's own body stays a body, also where its last paragraph looks like trailers.
        """
        return Message(self.target.body) if self._is_body(text) else parse_message(text)

    def _is_body(self, text: str) -> bool:
        return text.strip() == self.target.body.strip()

    def heir(self, text: str) -> Message:
        """The heir's message: the text, and the target's trailers in their order.

        Where the text is the target's body, the message is the target's, byte for byte.
        """
        own = self.read(text)
        written = {trailer.text for trailer in own.trailers}
        inherited = [
            trailer
            for trailer in self.target.trailers
            if trailer.change_id
            or trailer.token in _SHARED
            or trailer.text in written
            or trailer.stripped.text not in self.named
        ]
        if self._is_body(text):
            return replace(own, trailers=tuple(inherited))
        return _join(own, inherited)

    def added(self, text: str, *, is_heir: bool) -> str:
        """The trailers that a part gets in addition to those in its text, a line for each."""
        own = self.read(text)
        whole = self.heir(text) if is_heir else self.other(own)
        return "\n".join(one.text for one in whole.trailers if one not in own.trailers)

    def other(self, own: Message, change_id: str = "") -> Message:
        """The message of another part: the user's text, and the trailers that every part gets.

        It gets the given Change-Id in the target's form, unless the user wrote one.
        """
        written = {trailer.text for trailer in own.trailers}
        if own.change_id not in ("", self.target.change_id):
            inherited = [trailer for trailer in own.trailers if trailer.change_id == own.change_id]
        elif change_id:
            with_id = [trailer for trailer in self.target.trailers if trailer.change_id]
            inherited = [trailer.with_change_id(change_id) for trailer in with_id[-1:]]
        else:
            inherited = []
        inherited += [
            trailer
            for trailer in self.target.trailers
            if not trailer.change_id and (trailer.token in _SHARED or trailer.text in written)
        ]
        return _join(own, inherited)


def _join(own: Message, inherited: Iterable[Trailer]) -> Message:
    """A message with its own trailers before those that it inherits, which may repeat.

    A Change-Id is only there if it is inherited.  Trailers that the author did not write lose the
    blanks at the ends of their lines, and so the carriage returns that the new message has not.
    """
    written = {trailer.text for trailer in own.trailers}
    inherited = [t if t.text in written else t.stripped for t in inherited]
    known = {trailer.text for trailer in inherited}
    kept = [t for t in own.trailers if t.text not in known and not t.change_id]
    return Message(own.body, (*kept, *inherited))


def inheritance(target: str, parts: Iterable[str]) -> Inheritance:
    """The distribution of the trailers of the message ``target`` to parts with those messages."""
    shared = Inheritance(parse_message(target))
    own = (shared.read(text) for text in parts)
    named = {trailer.stripped.text for message in own for trailer in message.trailers}
    return replace(shared, named=frozenset(named))
