"""Tree objects, edited along the touched paths only.

The format is git's: for each entry ``<mode> SP <name> NUL <raw id>``, sorted as if the name of a
directory ended in a slash (git's Documentation/technical/, "tree object").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

DIRECTORY = b"40000"
#: How many parsed trees are kept at most.
KEPT = 256


class Entry(Struct, frozen=True):
    """What a tree has under one name; ``oid`` is raw."""

    mode: bytes
    oid: bytes


#: What shall stand at each path afterwards; None: nothing.
Edits = Mapping[bytes, Entry | None]


def parse_tree(body: bytes, oid_size: int) -> dict[bytes, Entry]:
    """The entries of a tree object, by name, in their order."""
    entries = {}
    at = 0
    while at < len(body):
        space = body.index(b" ", at)
        nul = body.index(b"\0", space)
        end = nul + 1 + oid_size
        entries[body[space + 1 : nul]] = Entry(body[at:space], body[nul + 1 : end])
        at = end
    return entries


def format_tree(entries: Mapping[bytes, Entry]) -> bytes:
    """The body of the tree object with those entries."""

    def key(item: tuple[bytes, Entry]) -> bytes:
        name, entry = item
        return name + b"/" if entry.mode == DIRECTORY else name

    rows = sorted(entries.items(), key=key)
    return b"".join(b"%s %s\0%s" % (entry.mode, name, entry.oid) for name, entry in rows)


class Trees(Struct, frozen=True):
    """A store of trees.  ``read`` gives the body of a tree by its raw id, ``write`` keeps one."""

    read: Callable[[bytes], bytes]
    write: Callable[[bytes], bytes]
    oid_size: int
    parsed: dict[bytes, dict[bytes, Entry]] = field(default_factory=dict)

    def edit(self, tree: bytes | None, edits: Edits) -> bytes:
        """The raw id of the tree that differs from ``tree`` (None: the empty one) by the edits.

        A directory that is left without entries goes.  The written mode of a file is kept where
        git takes it for the same mode (100664 for 100644).
        """
        return self._edit(tree, edits) or self.write(b"")

    def lookup(self, tree: bytes | None, path: bytes) -> Entry | None:
        """What the tree has at that path.

        Raises NotADirectoryError where something other than a directory stands above the path.
        """
        entry = None
        for depth, name in enumerate(path.split(b"/")):
            if depth:
                if entry is None:
                    return None
                if entry.mode != DIRECTORY:
                    raise NotADirectoryError(path)
                tree = entry.oid
            entry = self._entries(tree).get(name)
        return entry

    def _entries(self, tree: bytes | None) -> dict[bytes, Entry]:
        """The entries of a tree; the caller must not change them."""
        if tree is None:
            return {}
        if tree not in self.parsed:
            if len(self.parsed) >= KEPT:
                self.parsed.clear()
            self.parsed[tree] = parse_tree(self.read(tree), self.oid_size)
        return self.parsed[tree]

    def _edit(self, tree: bytes | None, edits: Edits) -> bytes | None:
        entries = dict(self._entries(tree))
        below: dict[bytes, dict[bytes, Entry | None]] = {}
        here: dict[bytes, Entry | None] = {}
        for path, wanted in edits.items():
            name, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(name, {})[rest] = wanted
            else:
                here[name] = wanted
        for name, wanted in here.items():
            if wanted is None:
                entries.pop(name, None)
        for name, deeper in below.items():
            current = entries.get(name)
            inside = current.oid if current and current.mode == DIRECTORY else None
            oid = self._edit(inside, deeper)
            if oid is not None:
                entries[name] = Entry(DIRECTORY, oid)
            elif inside is not None:
                del entries[name]
        for name, wanted in here.items():
            if wanted is not None:
                entries[name] = _keeping_mode(entries.get(name), wanted)
        return self.write(format_tree(entries)) if entries else None


def _keeping_mode(current: Entry | None, wanted: Entry) -> Entry:
    """The entry wanted, with the mode written as it was where it means the same."""
    if current and _meaning(current.mode) == _meaning(wanted.mode):
        return Entry(current.mode, wanted.oid)
    return wanted


def _meaning(mode: bytes) -> bytes:
    """The mode as git takes it: a file is executable or not."""
    bits = int(mode, 8)
    if bits >> 12 != 0o10:
        return mode
    return b"100755" if bits & 0o100 else b"100644"
