"""Objects as git names and packs them (gitformat-pack(5))."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

#: The object types by their number in a pack.
TYPES = {"commit": 1, "tree": 2, "blob": 3}

Object = tuple[str, bytes]


def object_id(algorithm: str, kind: str, body: bytes) -> str:
    """The id in hex that git gives to an object; ``algorithm`` is ``sha1`` or ``sha256``."""
    return hashlib.new(algorithm, b"%s %d\0%s" % (kind.encode(), len(body), body)).hexdigest()


def pack(algorithm: str, objects: Iterable[Object], level: int = 1) -> bytes:
    """A pack of those objects, none of them as a delta, compressed at that zlib level."""
    chunks = []
    count = 0
    for kind, body in objects:
        chunks += [_header(TYPES[kind], len(body)), zlib.compress(body, level)]
        count += 1
    whole = b"".join([b"PACK", (2).to_bytes(4), count.to_bytes(4), *chunks])
    return whole + hashlib.new(algorithm, whole).digest()


def _header(kind: int, size: int) -> bytes:
    """Type and size: four bits of size in the first byte, then seven a byte, the lowest first."""
    octets = [kind << 4 | size & 15]
    size >>= 4
    while size:
        octets[-1] |= 0x80
        octets.append(size & 0x7F)
        size >>= 7
    return bytes(octets)
