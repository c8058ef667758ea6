"""What a version between two others must be, worked out from the text of git's diff alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from splitter.core.diff.model import FilePatch
from splitter.core.plan.locations import line_with


def split_lines(data: bytes) -> list[bytes]:
    """A file's lines without their newlines."""
    rows = data.split(b"\n")
    return rows if rows[-1] else rows[:-1]


def marks(raw: bytes) -> list[tuple[int, int, bytes]]:
    """git's hunks as they are printed: old start, old length, and the marks of the lines."""
    found = []
    for chunk in raw.split(b"\n@@ -")[1:]:
        head, _, body = chunk.partition(b"\n")
        start, _, length = head.split(b" ", 1)[0].partition(b",")
        rows = split_lines(body)
        found.append((int(start), int(length or 1), b"".join(row[:1] for row in rows)))
    return found


def segments(raw: bytes, old: bytes) -> list[tuple[int, int]]:
    """How many removed and added lines there are before each unchanged line, and at the end."""
    counts = [(0, 0)]
    at = 0
    for start, length, signs in marks(raw):
        first = start - (1 if length else 0)
        counts += [(0, 0)] * (first - at)
        for sign in signs.replace(b"\\", b"").decode():
            removed, added = counts[-1]
            if sign == " ":
                counts.append((0, 0))
            else:
                counts[-1] = (removed + (sign == "-"), added + (sign == "+"))
        at = first + length
    return counts + [(0, 0)] * (len(split_lines(old)) - at)


def is_shuffle(mixed: Sequence[bytes], one: Sequence[bytes], other: Sequence[bytes]) -> bool:
    """Whether ``mixed`` is the two sequences in one, each in its order."""
    reached = {0}
    for count, line in enumerate(mixed):
        forward = {at + 1 for at in reached if at < len(one) and one[at] == line}
        forward |= {
            at for at in reached if 0 <= count - at < len(other) and other[count - at] == line
        }
        reached = forward
    return len(mixed) == len(one) + len(other) and len(one) in reached


def assert_in_order(content: bytes, old: bytes, new: bytes, raw: bytes, done: bytes) -> None:
    """Unchanged lines stand where they stood, and between them what is left and what has come."""
    rows, olds, news = split_lines(content), split_lines(old), split_lines(new)
    spans = segments(raw, old)
    total = sum(removed for removed, _ in spans)
    gone, come = iter(done[:total]), iter(done[total:])
    at = old_at = new_at = 0
    for index, (removed, added) in enumerate(spans):
        stay = [olds[old_at + n] for n in range(removed) if not next(gone)]
        came = [news[new_at + n] for n in range(added) if next(come)]
        size = len(stay) + len(came)
        assert is_shuffle(rows[at : at + size], stay, came)
        at, old_at, new_at = at + size, old_at + removed, new_at + added
        if index < len(spans) - 1:
            assert rows[at] == olds[old_at] == news[new_at]
            at, old_at, new_at = at + 1, old_at + 1, new_at + 1
    assert at == len(rows)


def with_own_lines(
    file: FilePatch, content: bytes, versions: Sequence[bytes], texts: Mapping[int, bytes]
) -> bytes:
    """A version in which each of some texts, all of them other ones and in no version, is the line
    at whose place it stands.
    """
    for change, text in texts.items():
        _, line = line_with(file, change)
        number, version = max((line.old, versions[0]), (line.new, versions[1]))
        before, found, after = content.partition(text)
        assert found
        content = before + split_lines(version)[number - 1] + b"\n" + after
    return content
