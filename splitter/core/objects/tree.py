"""Tree objects, edited along the touched paths only, row by row.

The format is git's: a row ``<mode> SP <name> NUL <raw id>`` for each entry, sorted as if the name
of a directory ended in a slash (git's Documentation/technical/, "tree object").

A directory may have many thousand entries, and each commit above changes one of them.  So a tree is
not parsed into entries: its rows are found by bisection, new rows replace old ones, and two trees
are compared in long pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from splitter.core.objects.pack import Change, delta
from splitter.core.sequences.linediff import common

DIRECTORY = b"40000"
#: How many rows there are from one start that is kept to the next.
STRIDE = 64
#: How many bytes of trees are kept at most.
KEPT = 8 << 20
#: From how many bytes on a tree is written as its difference from one written before.
LARGE = 4096
#: A difference is written where it is at least this many times smaller than the tree.
WORTH = 4
#: Of so many trees written for a path one is written whole: git's threads each take in what stands
#: on one of them.
WHOLE = 128


class Entry(Struct, frozen=True):
    """The entry of a tree under one name; ``oid`` is raw."""

    mode: bytes
    oid: bytes


#: What shall stand at each path afterwards; None: nothing.
Edits = Mapping[bytes, Entry | None]


def format_tree(entries: Mapping[bytes, Entry]) -> bytes:
    """The body of the tree object with those entries."""
    rows = sorted(entries.items(), key=lambda item: _key(item[1].mode, item[0]))
    return b"".join(_row(name, entry) for name, entry in rows)


def _key(mode: bytes, name: bytes) -> bytes:
    """The key by which git sorts the entries of a tree."""
    return name + b"/" if mode == DIRECTORY else name


def _row(name: bytes, entry: Entry) -> bytes:
    return b"%s %s\0%s" % (entry.mode, name, entry.oid)


class Rows(Struct, frozen=True):
    """The body of a tree object and where some of its rows start, about every 64th, in order."""

    body: bytes
    starts: Sequence[int]
    oid_size: int

    @classmethod
    def of(cls, body: bytes, oid_size: int) -> Rows:
        """The rows of a body that nothing is known of."""
        return cls(body, list(_starts(body, 0, len(body), oid_size)), oid_size)

    def get(self, name: bytes) -> Entry | None:
        """The entry of that name."""
        span = self.find(name)
        if span is None:
            return None
        mode, _, rest = self.body[slice(*span)].partition(b" ")
        return Entry(mode, rest[len(name) + 1 :])

    def find(self, name: bytes) -> tuple[int, int] | None:
        """The start and the end of the row of a name."""
        for key in (name, name + b"/"):
            at = self._position(key)
            if at < len(self.body) and self._key_at(at) == key:
                return at, self._end(at)
        if b" %s\0" % name in self.body:  # within an id, or the rows are not in git's order
            for start in _starts(self.body, 0, len(self.body), self.oid_size, 1):
                if self._name_at(start) == name:
                    return start, self._end(start)
        return None

    def edited(self, edits: Edits) -> tuple[Rows, list[Change]]:
        """The rows with other entries under these names, and the spans that changed."""
        splices: list[tuple[int, bytes, int, bytes]] = []
        for name, wanted in edits.items():
            span = self.find(name)
            key = _key(wanted.mode, name) if wanted else name
            if span and (wanted is None or self._key_at(span[0]) != key):
                splices.append((span[0], self._key_at(span[0]), span[1], b""))
                span = None
            if wanted:
                place = self._position(key)
                start, stop = span or (place, place)
                splices.append((start, key, stop, _row(name, wanted)))
        pieces, changes, at, size = [], [], 0, 0
        for start, _, stop, row in sorted(splices):
            pieces += [self.body[at:start], row]
            size += start - at
            changes.append((start, stop, size, size + len(row)))
            at, size = stop, size + len(row)
        body = b"".join([*pieces, self.body[at:]])
        return self._changed(body, changes), changes

    def followed(self, body: bytes) -> tuple[Rows, list[Change]]:
        """The rows of another tree, and the pieces in which it differs from this one."""
        changes = list(self._differences(body))
        return self._changed(body, changes), changes

    def _differences(self, body: bytes) -> Iterator[Change]:
        """Pieces of whole rows that differ: the bytes between them are the same in both."""
        at, there = 0, 0
        other = Rows(body, (), self.oid_size)
        while at < len(self.body) or there < len(body):
            start = self._row_at(at + common(self.body, at, body, there))
            at, there = start, there + start - at
            begun = at, there
            while True:
                mine = self.body[at : self._end(at)] if at < len(self.body) else b""
                its = body[there : other._end(there)] if there < len(body) else b""
                if mine == its:
                    break
                keys = [self._key_at(at) if mine else None, other._key_at(there) if its else None]
                if keys[1] is None or (keys[0] is not None and keys[0] <= keys[1]):
                    at += len(mine)
                if keys[0] is None or (keys[1] is not None and keys[1] <= keys[0]):
                    there += len(its)
            if begun != (at, there):
                yield begun[0], at, begun[1], there

    def _changed(self, body: bytes, changes: Iterable[Change]) -> Rows:
        """The rows of a body that differs in those pieces."""
        found: list[int] = []
        at = shift = 0
        for start, stop, new_start, new_stop in changes:
            known = self.starts[bisect_left(self.starts, at) : bisect_left(self.starts, start)]
            found += [each + shift for each in known]
            found += _starts(body, new_start, new_stop, self.oid_size)
            at, shift = stop, new_stop - stop
        known = self.starts[bisect_left(self.starts, at) :]
        found += [each + shift for each in known]
        if found[:1] != [0] or len(found) > STRIDE + len(body) // 512:
            return Rows.of(body, self.oid_size)
        return Rows(body, found, self.oid_size)

    def _row_at(self, place: int) -> int:
        """The start of the row in which a place is."""
        at = self.starts[bisect_right(self.starts, place) - 1] if self.starts else 0
        while at < place and (end := self._end(at)) <= place:
            at = end
        return at

    def _position(self, key: bytes) -> int:
        """The place of a row with a key, or where it would be inserted."""
        known = bisect_right(self.starts, key, key=self._key_at) - 1
        at = self.starts[known] if known >= 0 else 0
        while at < len(self.body) and self._key_at(at) < key:
            at = self._end(at)
        return at

    def _end(self, at: int) -> int:
        return self.body.index(b"\0", at) + 1 + self.oid_size

    def _name_at(self, at: int) -> bytes:
        return self.body[self.body.index(b" ", at) + 1 : self.body.index(b"\0", at)]

    def _key_at(self, at: int) -> bytes:
        mode, _, name = self.body[at : self.body.index(b"\0", at)].partition(b" ")
        return _key(mode, name)


def _starts(body: bytes, at: int, stop: int, oid_size: int, stride: int = STRIDE) -> Iterator[int]:
    """The starts of rows from one row up to a place, each ``stride`` rows after the last."""
    count = 0
    while at < stop:
        if count % stride == 0:
            yield at
        at = body.index(b"\0", at) + 1 + oid_size
        count += 1


class _Written(Struct, frozen=True):
    """A tree that was written for a path: the how manieth, its raw id, its rows."""

    number: int
    oid: bytes
    rows: Rows


class Trees(Struct):
    """A store of trees.  ``read`` gives the body of a tree by its raw id, ``write`` keeps one.

    The last tree made at a path is reused.  ``derive`` keeps a tree that differs little from an
    earlier one: it takes the body, the other's raw id, and the difference as in packs
    (`splitter.core.objects.pack.delta`).
    """

    read: Callable[[bytes], bytes]
    write: Callable[[bytes], bytes]
    oid_size: int
    derive: Callable[[bytes, bytes, bytes], bytes] | None = None
    kept: dict[bytes, Rows] = field(default_factory=dict)
    size: int = 0
    seen: dict[bytes, Rows] = field(default_factory=dict)
    made: dict[bytes, tuple[bytes | None, Edits, bytes | None]] = field(default_factory=dict)
    written: dict[bytes, list[_Written]] = field(default_factory=dict)

    def edit(self, tree: bytes | None, edits: Edits) -> bytes:
        """The raw id of the tree that differs from ``tree`` (None: the empty one) by the edits.

        A directory that is left without entries goes.  The written mode of a file is kept where
        git takes it for the same mode (100664 for 100644).
        """
        return self._edit(tree, edits, b"") or self.write(b"")

    def lookup(self, tree: bytes | None, path: bytes) -> Entry | None:
        """The entry of a tree at a path.

        Raises NotADirectoryError where something other than a directory stands above the path.
        """
        entry = None
        place = b""
        for depth, name in enumerate(path.split(b"/")):
            if depth:
                if entry is None:
                    return None
                if entry.mode != DIRECTORY:
                    raise NotADirectoryError(path)
                tree = entry.oid
            entry = self._rows(tree, place).get(name)
            place += b"/" + name
        return entry

    def _rows(self, tree: bytes | None, place: bytes) -> Rows:
        """The rows of a tree that stands at a path; much like the last one that stood there."""
        if tree is None:
            return Rows(b"", (), self.oid_size)
        if tree not in self.kept:
            body = self.read(tree)
            last = self.seen.get(place)
            near = last is not None and len(body) >= LARGE
            rows = last.followed(body)[0] if last and near else Rows.of(body, self.oid_size)
            self.seen[place] = rows
            self._keep(tree, rows)
        return self.kept[tree]

    def _keep(self, tree: bytes, rows: Rows) -> None:
        if self.size > KEPT:
            self.kept.clear()
            self.size = 0
        self.kept[tree] = rows
        self.size += len(rows.body)

    def _edit(self, tree: bytes | None, edits: Edits, place: bytes) -> bytes | None:
        last = self.made.get(place)
        if last is None or last[:2] != (tree, edits):
            last = self.made[place] = (tree, edits, self._edited(tree, edits, place))
        return last[2]

    def _edited(self, tree: bytes | None, edits: Edits, place: bytes) -> bytes | None:
        rows = self._rows(tree, place)
        below: dict[bytes, dict[bytes, Entry | None]] = {}
        here: dict[bytes, Entry | None] = {}
        for path, wanted in edits.items():
            name, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(name, {})[rest] = wanted
            else:
                here[name] = wanted
        changed = dict(here)
        for name, deeper in below.items():
            current = None if name in here else rows.get(name)
            inside = current.oid if current and current.mode == DIRECTORY else None
            oid = self._edit(inside, deeper, b"%s/%s" % (place, name))
            if oid is not None:
                changed[name] = Entry(DIRECTORY, oid)
            elif inside is not None:
                changed[name] = None
        for name, wanted in here.items():
            if wanted is not None:
                changed[name] = _keeping_mode(rows.get(name), wanted)
        new, _ = rows.edited(changed)
        return self._write(new, place) if new.body else None

    def _write(self, rows: Rows, place: bytes) -> bytes:
        """Keep a new tree; a large one as its difference from one that stood at the same path.

        Of the trees written for a path, number n differs from the one whose number is n without
        its lowest bit, and each 128th is whole: so a tree is at most seven differences away from a
        whole one, and no more than that many have to be at hand.
        """
        bases = self.written.setdefault(place, [])
        if self.derive is None or len(rows.body) < LARGE:
            oid = self.write(rows.body)
        elif bases and bases[-1].rows.body == rows.body:
            oid = bases[-1].oid
        else:
            number = bases[-1].number + 1 if bases else 0
            while bases and bases[-1].number != number & (number - 1):
                bases.pop()
            if not number % WHOLE:
                bases.clear()
            difference = _difference(bases[-1].rows, rows) if bases else b""
            if bases and len(difference) * WORTH < len(rows.body):
                oid = self.derive(rows.body, bases[-1].oid, difference)
            else:
                oid = self.write(rows.body)
            bases.append(_Written(number, oid, rows))
        self._keep(oid, rows)
        return oid


def _difference(base: Rows, rows: Rows) -> bytes:
    return delta(base.body, rows.body, base.followed(rows.body)[1])


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
