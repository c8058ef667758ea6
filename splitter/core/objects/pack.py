"""Objects as git names and packs them (gitformat-pack(5))."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping

from msgspec import Struct

#: The object types by their number in a pack.
TYPES = {"commit": 1, "tree": 2, "blob": 3}
#: The number of a delta whose base stands before it in the pack.
OFS_DELTA = 6
#: How much one instruction of a delta can copy, and how much it can insert.
MOST_COPIED, MOST_INSERTED = 0xFFFFFF, 0x7F

Object = tuple[str, bytes]
#: Where a piece of an old text starts and stops, and where the new piece in its place does.
Change = tuple[int, int, int, int]


class Delta(Struct, frozen=True):
    """An object as its difference from another one of its kind.

    ``base`` is the id of that other object, ``data`` comes from `delta`.
    """

    kind: str
    base: str
    data: bytes


#: Objects by their ids; the base of a delta stands before it.
Objects = Mapping[str, Object | Delta]


def object_id(algorithm: str, kind: str, body: bytes) -> str:
    """The id of an object in hex; ``algorithm`` is ``sha1`` or ``sha256``."""
    digest = hashlib.new(algorithm, b"%s %d\0" % (kind.encode(), len(body)))
    digest.update(body)  # apart, so that a large body is not copied
    return digest.hexdigest()


def pack(algorithm: str, objects: Objects, level: int = 1) -> bytes:
    """A pack of those objects, compressed at that zlib level.

    Raises KeyError for a delta whose base does not stand before it.
    """
    start = b"PACK" + (2).to_bytes(4) + len(objects).to_bytes(4)
    chunks = [start]
    places: dict[str, int] = {}
    place = len(start)
    for oid, one in objects.items():
        places[oid] = place
        if isinstance(one, Delta):
            head = _header(OFS_DELTA, len(one.data)) + _back(place - places[one.base])
        else:
            head = _header(TYPES[one[0]], len(one[1]))
        data = zlib.compress(one.data if isinstance(one, Delta) else one[1], level)
        chunks += [head, data]
        place += len(head) + len(data)
    whole = b"".join(chunks)
    return whole + hashlib.new(algorithm, whole).digest()


def body_of(objects: Objects, oid: str) -> bytes:
    """The body of one of these objects.  Raises KeyError where it, or a base, is not there."""
    one = objects[oid]
    if isinstance(one, Delta):
        return patched(body_of(objects, one.base), one.data)
    return one[1]


# Deltas


def delta(old: bytes, new: bytes, changes: Iterable[Change]) -> bytes:
    """The instructions that make one text the other, in the format of packs."""
    out = [_size(len(old)), _size(len(new))]
    at = 0
    for start, stop, new_start, new_stop in changes:
        out += _copies(at, start)
        out += _inserts(new[new_start:new_stop])
        at = stop
    return b"".join([*out, *_copies(at, len(old))])


def patched(old: bytes, data: bytes) -> bytes:
    """The text that a delta makes of another one."""
    at = 0
    for _ in range(2):
        while data[at] & 0x80:
            at += 1
        at += 1
    pieces = []
    while at < len(data):
        code = data[at]
        at += 1
        if not code & 0x80:
            pieces.append(data[at : at + code])
            at += code
            continue
        numbers = []
        for bits in (range(4), range(4, 7)):
            number = 0
            for shift, bit in enumerate(bits):
                if code >> bit & 1:
                    number |= data[at] << 8 * shift
                    at += 1
            numbers.append(number)
        pieces.append(old[numbers[0] : numbers[0] + (numbers[1] or 0x10000)])
    return b"".join(pieces)


def _copies(start: int, stop: int) -> Iterable[bytes]:
    """Instructions to copy a piece: a byte that marks which bytes of offset and size follow."""
    for at in range(start, stop, MOST_COPIED):
        code = 0x80
        octets = bytearray()
        numbers = at.to_bytes(4, "little") + min(stop - at, MOST_COPIED).to_bytes(3, "little")
        for bit, octet in enumerate(numbers):
            if octet:
                code |= 1 << bit
                octets.append(octet)
        yield bytes([code, *octets])


def _inserts(text: bytes) -> Iterable[bytes]:
    for at in range(0, len(text), MOST_INSERTED):
        piece = text[at : at + MOST_INSERTED]
        yield bytes([len(piece)]) + piece


def _size(number: int) -> bytes:
    """A number by seven bits a byte, the lowest first."""
    octets = []
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])


def _back(distance: int) -> bytes:
    """The offset of a base before its delta, encoded.

    Seven bits a byte, the highest first, one added in each but the last.
    """
    octets = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        octets.append(distance & 0x7F | 0x80)
    return bytes(reversed(octets))


def _header(kind: int, size: int) -> bytes:
    """Type and size: four bits of size in the first byte, then seven a byte, the lowest first."""
    octets = [kind << 4 | size & 15]
    size >>= 4
    while size:
        octets[-1] |= 0x80
        octets.append(size & 0x7F)
        size >>= 7
    return bytes(octets)
