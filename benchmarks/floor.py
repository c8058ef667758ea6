"""The floor: what restacking costs with nothing but plumbing and the standard library.

    python benchmarks/floor.py TARGET REF

Replaces TARGET by two commits (one with its parent's tree, one with its own), puts what REF has
above it on the second and moves REF: one rev-list, one cat-file, one pack built in memory, one
update-ref.  It reads no diff, asks no question and proves nothing; only SHA-1, only linear.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import zlib


def main(target: str, ref: str) -> int:
    """Do it, in the repository of the current directory."""
    args = ["rev-list", "--topo-order", "--reverse", "--ancestry-path", f"{target}..{ref}"]
    oids = [target, *_git(*args).decode().split()]
    bodies = _read(oids)
    parent = bodies[0].split(b"\nparent ", 1)[1][:40]
    before = _read([parent.decode()])[0][:46]
    objects = [before + bodies[0][45:]]
    objects.append(bodies[0].replace(parent, _oid(objects[0]), 1))
    renamed = {target.encode(): _oid(objects[1])}
    for oid, body in zip(oids[1:], bodies[1:], strict=True):
        old = body[53:93]
        objects.append(body.replace(old, renamed[old], 1))
        renamed[oid.encode()] = _oid(objects[-1])
    _git("index-pack", "--stdin", stdin=_pack(objects))
    new = renamed[oids[-1].encode()].decode()
    _git("update-ref", "--stdin", stdin=f"update {ref} {new} {oids[-1]}\n".encode())
    return 0


def _git(*args: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["git", *args], input=stdin, check=True, stdout=subprocess.PIPE).stdout


def _read(oids: list[str]) -> list[bytes]:
    out = _git("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in oids).encode())
    bodies = []
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        size = int(out[at:end].split()[2])
        bodies.append(out[end + 1 : end + 1 + size])
        at = end + size + 2
    return bodies


def _oid(body: bytes) -> bytes:
    return hashlib.sha1(b"commit %d\0" % len(body) + body).hexdigest().encode()


def _pack(bodies: list[bytes]) -> bytes:
    chunks = [struct.pack(">4sLL", b"PACK", 2, len(bodies))]
    for body in bodies:
        size = len(body)
        first, size = 0x10 | size & 15, size >> 4
        head = bytearray()
        while size:
            head.append(first | 0x80)
            first, size = size & 0x7F, size >> 7
        head.append(first)
        chunks += [bytes(head), zlib.compress(body, 1)]
    pack = b"".join(chunks)
    return pack + hashlib.sha1(pack).digest()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
