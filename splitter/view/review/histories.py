"""The history before and after: the commits above, the target with its parts, and the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.message.trailers import Message, parse_message
from splitter.core.plan.tallies import Tally
from splitter.core.rewrite.commits import RewrittenPart, StackedCommit
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.view.phrases import review
from splitter.view.phrases.part_summary import CHANGE_ID, keeps, tally_in_words
from splitter.view.review.graph import NODE, OTHER, Lanes, Place
from splitter.view.review.graph_lines import (
    OID,
    Block,
    Line,
    change_id,
    commit_lines,
    commit_pieces,
    line_at,
    lines_below,
)
from splitter.view.review.ref_names import new_names, old_names
from splitter.view.review.rewrite_warnings import too_long
from splitter.view.review.sections import BLANK, heading
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe
from splitter.view.text.pieces import pieces_width

#: From how many columns on the old and the new history stand side by side.
SIDE_BY_SIDE = 100
#: How many of the commits above are drawn before the middle of them is left out.
LISTED = 6
#: How many where one history stands above the other, so that the parts are not far down.
LISTED_ABOVE = 2


class Histories(Struct, frozen=True, dict=True):
    """The old and the new history, drawn in lines of so many cells."""

    target: Target
    rewrite: Rewrite
    cells: int

    def lines(self) -> Iterator[Pieces]:
        """The old and the new history side by side, or the new one above the old."""
        blocks = list(self._blocks())
        if self.cells < SIDE_BY_SIDE:
            old = [line for block in blocks for line in block.old]
            new = [line for block in blocks for line in block.new]
            for title, lines in (("AFTER", new), ("BEFORE", old)):
                yield heading(self.cells, title)
                yield from (line.pieces(self.cells) for line in lines)
                yield BLANK
            return
        half = self._half
        gap = " " * (half - len(review.BEFORE) + 5)
        yield ((review.BEFORE, "heading"), (gap, "plain"), (review.AFTER, "heading"))
        for block in blocks:
            for row in range(max(len(block.old), len(block.new))):
                middle = block.gutter[row] if row < len(block.gutter) else " " * 5
                left, right = line_at(block.old, row), line_at(block.new, row)
                yield (*left.pieces(half), (middle, "dim"), *right.pieces(half))
        yield BLANK

    def _blocks(self) -> Iterator[Block]:
        """The commits above, the target with its parts, and the base, from the top down."""
        rewrite = self.rewrite
        oids = [*(stacked.oid for stacked in rewrite.above), self.target.oid]
        inside = set(oids)
        lanes = Lanes()
        shown = self._shown
        left_out = 0
        for number in range(len(rewrite.above) - 1, -1, -1):
            stacked = rewrite.above[number]
            parents = stacked.commit.parents
            drawn = [parent for parent in parents if parent in inside]
            others = [parent for parent in parents if parent not in inside]
            place = lanes.place(stacked.oid, drawn, len(others))
            if number not in shown:
                left_out += 1
                if number - 1 in shown:
                    more: Pieces = ((review.more_commits(left_out), "dim"),)
                    line = Line(place.lanes.replace("│", "┊"), "dim", more)
                    yield Block([line], [line], ["  →  "])
                    left_out = 0
                continue
            old, new = self._stacked(stacked, place, others)
            at = 1 if place.above else 0
            yield Block(old, new, ["     "] * at + ["  →  "])
        place = lanes.place(self.target.oid, [self.target.oid] if rewrite.base else [])
        yield self._split(place)
        if rewrite.base:
            message = _message(rewrite.base)
            old_base, new_base = (
                Line(
                    f"{OTHER} ",
                    "dim",
                    commit_pieces(rewrite.base.oid, message.subject, "dim"),
                    names.get(rewrite.base.oid, ()),
                )
                for names in (self._old_names, self._new_names)
            )
            yield Block([old_base], [new_base], ["  =  "])

    @cached_property
    def _shown(self) -> frozenset[int]:
        """The numbers of the commits above that are drawn: the ends, and some that have names."""
        above = self.rewrite.above
        most = LISTED if self.cells >= SIDE_BY_SIDE else LISTED_ABOVE
        if len(above) <= most:
            return frozenset(range(len(above)))
        named = [number for number, one in enumerate(above) if one.oid in self._old_names]
        ends = most // 2
        return frozenset((*range(ends), *range(len(above) - ends, len(above)), *named[-most:]))

    def _stacked(
        self, stacked: StackedCommit, place: Place, others: Sequence[str]
    ) -> tuple[list[Line], list[Line]]:
        """The lines of a commit above, in the old and in the new history."""
        message = _message(stacked)
        right: Pieces = ((change_id(message), "dim"),)
        oids = (stacked.oid, self.rewrite.renamed[stacked.oid])
        names = (self._old_names.get(oids[0], ()), self._new_names.get(oids[1], ()))
        subject = safe(message.subject)
        apart = not all(self._fits(place.node, subject, one, right) for one in names)
        before = [Line(place.above, "plain")] if place.above else []
        after = [
            Line(lanes, "dim", ((other[:OID], "dim"), (review.MERGED, "dim")))
            for lanes, other in zip(place.others, others, strict=True)
        ]
        after += [Line(place.below, "plain")] if place.below else []
        commits = [commit_pieces(oid, subject, "plain") for oid in oids]
        if stacked.oid in self.rewrite.left_out:
            commits[1] = ((review.LEFT_OUT, "dim"),)
            names = names[0], ()
        old, new = (
            [*before, *commit_lines(place.node, "bold", commit, one, right, below), *after]
            for commit, one in zip(commits, names, strict=True)
            for below in [apart and bool(one or self.cells >= SIDE_BY_SIDE)]
        )
        return old, new

    def _fits(self, lanes: str, subject: str, names: Pieces, right: Pieces) -> bool:
        """True if a commit's names stand behind its subject without cutting it."""
        taken = (
            width(lanes) + OID + 1 + width(subject) + pieces_width(names) + pieces_width(right) + 1
        )
        return not names or taken <= self._half

    @property
    def _half(self) -> int:
        """The width of one history in cells."""
        return self.cells if self.cells < SIDE_BY_SIDE else (self.cells - 5) // 2

    def _split(self, place: Place) -> Block:
        """The target opposite its parts."""
        rewrite, plan = self.rewrite, self.rewrite.plan
        lead = [Line(place.above, "plain")] if place.above else []
        message = parse_message(self.target.message)
        names = self._old_names.get(self.target.oid, ())
        whole = Tally(
            sum(len(file.added) for file in plan.patch),
            sum(len(file.removed) for file in plan.patch),
            files=plan.patch.touched,
        )
        details: list[tuple[str, Role]] = [(tally_in_words(whole), "dim")]
        if message.change_id:
            details.append((change_id(message), "dim"))
        apart = not self._fits(place.node, safe(message.subject), names, ())
        first = commit_lines(
            place.node,
            "removed_mark",
            commit_pieces(self.target.oid, message.subject, "removed"),
            names,
            (),
            apart,
        )
        old = [*lead, *first, *lines_below(place.lanes or "  ", details, self._half)]
        new = list(lead)
        gutter = ["     "] * len(lead)
        for part in reversed(rewrite.parts):
            last = part is rewrite.parts[0] and not rewrite.base
            lanes = "  " if last else "│ "
            lines = list(self._part(part, lanes))
            only = len(rewrite.parts) == 1
            if part is rewrite.parts[-1]:
                gutter.append(" ──▶ " if only else " ─┬▶ ")
            else:
                gutter.append("  ╰▶ " if part is rewrite.parts[0] else "  ├▶ ")
            gutter += ["     " if part is rewrite.parts[0] else "  │  "] * (len(lines) - 1)
            new += lines
        return Block(old, new, gutter)

    def _part(self, part: RewrittenPart, lanes: str) -> Iterator[Line]:
        plan = self.rewrite.plan
        names = self._new_names.get(part.oid, ())
        subject = part.message.subject
        apart = not self._fits(lanes, safe(subject), names, ())
        commit = commit_pieces(part.oid, subject, "added")
        yield from commit_lines(f"{NODE} ", "added_mark", commit, names, (), apart)
        number = plan.name(part.number)
        details: list[tuple[str, Role]] = [
            (f"{number}: {tally_in_words(plan.tally(part.number))}", "dim")
        ]
        found = part.message.change_id
        identity = self.target.identity
        kept = identity if found == identity.change_id else replace(identity, change_id="")
        if part is self.rewrite.heir and kept:
            details.append((keeps(kept), "heir"))
        if found and not (part is self.rewrite.heir and kept.change_id):
            details.append((f"new {found[:CHANGE_ID]}", "dim"))
        length = too_long(self.target, part)
        if length:
            details.append((review.too_long(length), "warning"))
        yield from lines_below(lanes, details, self._half)

    @cached_property
    def _old_names(self) -> Mapping[str, Pieces]:
        return old_names(self.rewrite)

    @cached_property
    def _new_names(self) -> Mapping[str, Pieces]:
        return new_names(self.rewrite)


def _message(stacked: StackedCommit) -> Message:
    return parse_message(stacked.commit.text)
