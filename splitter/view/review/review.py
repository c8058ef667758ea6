"""What a rewrite is going to do, as lines to read: the old history, the new one, what moves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from splitter.core.diff.paths import quote, some
from splitter.core.message.trailers import Message, parse_message
from splitter.core.message.wrap import COLUMNS, has_long_lines
from splitter.core.plan.brackets import uneven
from splitter.core.plan.plan import Plan
from splitter.core.plan.tallies import Tally
from splitter.core.rewrite.commits import RewrittenPart, Stacked
from splitter.core.rewrite.refs import HEAD, short
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.view.phrases.part_summary import CHANGE_ID, dropped, tally_in_words
from splitter.view.phrases.wording import DROPPED_GOES, count_in_words, surplus_in_words
from splitter.view.review.graph import NODE, OTHER, Lanes, Place
from splitter.view.text.display import Tone, Toned, safe, shorten, visible, width

#: From how many columns on the old and the new history stand side by side.
SIDE_BY_SIDE = 100
#: How many of the commits above are drawn before the middle of them is left out.
LISTED = 6
#: How many where one history stands above the other, so that the parts are not far down.
LISTED_ABOVE = 2
#: How many dropped lines of a file are shown: mostly an old one and the new one.
DROPPED_SHOWN = 2
#: How many cells a commit's id and subject have before its names are cut.
LEAST = 24
#: How many characters of a subject are shown by what lists commits.
SUBJECT_AT_MOST = 72
#: How much of an object's id is shown.
OID = 8

_BLANK: Toned = (("", "plain"),)


def last_look(target: Target, rewrite: Rewrite, hooks: Sequence[str], cells: int) -> list[Toned]:
    """What a rewrite is going to do, in lines of at most so many cells.

    ``hooks`` are the names of the hooks that have their say.
    """
    look = _Look(target, rewrite, cells)
    return [
        *look.summary(),
        *look.dropped(),
        *look.histories(),
        *look.moving(),
        *look.staying(),
        *look.hooks(hooks),
        *look.afterwards(),
    ]


class _Line(Struct, frozen=True):
    """A line of a graph: the lanes, what stands behind them, and what stands at the right."""

    lanes: str
    tone: Tone
    text: Toned = ()
    names: Toned = ()
    right: Toned = ()

    def pieces(self, cells: int) -> Toned:
        """The line in exactly so many cells."""
        right = self.right if cells >= 50 else ()
        least = min(_width(self.text), LEAST) + _width(right) + width(self.lanes) + 1
        names = _cut(self.names, max(0, cells - least))
        room = cells - _width(right) - _width(names) - width(self.lanes) - (1 if right else 0)
        text = _cut(self.text, max(0, room))
        gap = " " * max(0, room - _width(text) + (1 if right else 0))
        pieces = (*_lanes(self.lanes, self.tone), *text, *names, (gap, "plain"), *right)
        return _cut(pieces, cells)


class _Block(Struct, frozen=True):
    """What stands side by side: old lines, new lines, and what is drawn between them."""

    old: Sequence[_Line]
    new: Sequence[_Line]
    gutter: Sequence[str]


class _Look(Struct, frozen=True, dict=True):
    target: Target
    rewrite: Rewrite
    cells: int

    # In words

    def summary(self) -> Iterator[Toned]:
        """What happens, in a sentence, and what is to be thought of before."""
        rewrite = self.rewrite
        told = [f"1 commit becomes {len(rewrite.parts)}"]
        restacked = len(rewrite.above) - len(rewrite.left_out)
        if restacked:
            is_are = "is" if restacked == 1 else "are"
            told.append(f"{restacked:,} above {is_are} restacked")
        moves = "moves" if len(rewrite.updates) == 1 else "move"
        told.append(f"{count_in_words(len(rewrite.updates), self._refs_are)} {moves}")
        if all(part.commit.signed for part in rewrite.parts):
            told.append("new commits are signed")
        if rewrite.dropped:
            told.append("something is dropped")
        yield from self._wrapped("; ".join(told) + ".", "bold")
        for warning in self._warnings():
            yield from self._wrapped(warning, "warning", "! ")
        yield _BLANK

    @property
    def _refs_are(self) -> str:
        return "ref" if any(u.name == HEAD for u in self.rewrite.updates) else "branch"

    def _warnings(self) -> Iterator[str]:
        rewrite = self.rewrite
        if rewrite.remotes:
            names = safe(some(rewrite.remotes))
            have = "has" if len(rewrite.remotes) == 1 else "have"
            force = "so pushing needs --force-with-lease"
            yield f"pushed already: {names} {have} the old commit, {force}"
        if rewrite.branches:
            stay = "stays" if len(rewrite.branches) == 1 else "stay"
            yield f"{safe(some(rewrite.branches))} {stay} on the old history"
        if rewrite.detached:
            yield f"the detached HEAD of {safe(some(rewrite.detached))} stays on the old history"
        if rewrite.unsigned:
            lose = "loses its signature" if rewrite.unsigned == 1 else "lose their signatures"
            commits = count_in_words(rewrite.unsigned, "commit")
            yield f"{commits} {lose}; commit.gpgSign makes new ones"
        if rewrite.emptied:
            commits = some([f"{one.oid[:OID]} {safe(one.subject)}" for one in rewrite.emptied])
            then = "left out" if rewrite.left_out else "kept; --empty=drop leaves them out"
            yield f"commits above that become empty are {then}: {commits}"
        known = has_long_lines(self.target.message)
        long = [part for part in rewrite.parts if has_long_lines(part.message.text)]
        if long and not known:
            names = some([rewrite.plan.name(part.number) for part in long])
            yield f"lines over {COLUMNS} columns in the message of {names}"
        guessed = _guesses(rewrite.plan)
        if guessed:
            told = "where old lines stay beside new ones, their order is a guess"
            yield f"{told}: {guessed}; o goes there, {{ and }} move its lines"
        lone = _uneven(rewrite.plan)
        if lone:
            yield f"a bracket may lack its other half: {lone}; o goes there"
        for part in rewrite.parts:
            length = self._too_long(part)
            if length:
                yield (
                    f"the subject of {rewrite.plan.name(part.number)} has {length} characters;"
                    f" what is beyond {SUBJECT_AT_MOST} is cut off in many places"
                )

    def _too_long(self, part: RewrittenPart) -> int:
        """How long a part's subject is where that is too long, and not what it was before; or 0."""
        subject = part.message.subject
        is_long = len(subject) > SUBJECT_AT_MOST and subject != self.target.subject
        return len(subject) if is_long else 0

    def dropped(self) -> Iterator[Toned]:
        """What leaves history."""
        if self.rewrite.dropped:
            yield from self._heading("DROPPED", DROPPED_GOES)
            for words, lines in dropped(self.rewrite.plan):
                yield from self._wrapped(words, "dropped", "  X ")
                for line in lines[:DROPPED_SHOWN]:
                    tone: Tone = "removed" if line.mark == "-" else "added"
                    text = shorten(line.mark + visible(line.text), self.cells - 6)
                    yield ((" " * 6, "plain"), (text, tone))
                if len(lines) > DROPPED_SHOWN:
                    more = count_in_words(len(lines) - DROPPED_SHOWN, "more line")
                    yield ((f"      and {more}", "dim"),)
            yield _BLANK

    def moving(self) -> Iterator[Toned]:
        """The refs that move."""
        updates = self.rewrite.updates
        yield from self._heading("WHAT MOVES")
        named = [(safe(short(update.name)), update) for update in updates]
        broad = min(max(width(name) for name, _ in named), max(8, self.cells - 26))
        for name, update in named:
            here = update.name in (HEAD, self.rewrite.refs.head_branch)
            shown = shorten(name, broad)
            pieces: Toned = (
                ("  " + shown + " " * (broad - width(shown) + 2), "bold"),
                (update.old[:OID], "removed"),
                (" → ", "dim"),
                (update.new[:OID], "added"),
                ("  checked out here" if here else "", "dim"),
            )
            yield _cut(pieces, self.cells)
        yield _BLANK

    def staying(self) -> Iterator[Toned]:
        """The refs that contain the target and do not move, and the work tree."""
        rewrite = self.rewrite
        yield from self._heading("WHAT STAYS")
        kinds = (("tag", rewrite.tags), ("pushed", rewrite.remotes), ("branch", rewrite.branches))
        for kind, names in kinds:
            if names:
                told = f"{safe(some(names, 6))}, on the old history"
                yield from self._wrapped(told, "plain", f"  {kind:<8}")
        files = "files as they are"
        if rewrite.uncommitted:
            files += "; what is dropped is there as a change that is not committed"
        elif rewrite.cancelled_by:
            by = rewrite.cancelled_by
            files += f"; {by.oid[:OID]} {safe(by.subject)} cancels what is dropped"
        yield from self._wrapped(files, "plain", "  work tree: ")
        yield _BLANK

    def hooks(self, names: Sequence[str]) -> Iterator[Toned]:
        """The hooks that have had their say, and those that will."""
        if names:
            yield from self._heading("HOOKS")
            for name in names:
                later = name.startswith("post-")
                when = "will be told every old and new id" if later else "has seen every message"
                yield from self._wrapped(when, "plain", f"  {name}: ")
            yield _BLANK

    def afterwards(self) -> Iterator[Toned]:
        """How to go back."""
        yield from self._wrapped("Afterwards, git split --undo takes it back.", "dim")

    def _heading(self, words: str, told: str = "") -> Iterator[Toned]:
        pieces: Toned = ((words, "heading"), (f"  {told}" if told else "", "dim"))
        yield _cut(pieces, self.cells)

    def _wrapped(self, text: str, tone: Tone, first: str = "") -> Iterator[Toned]:
        room = max(10, self.cells - width(first))
        for number, line in enumerate(textwrap.wrap(text, room, break_on_hyphens=False)):
            yield ((" " * width(first) if number else first, tone), (line, tone))

    # The histories

    def histories(self) -> Iterator[Toned]:
        """The old and the new history beside each other, or the new one above the old."""
        blocks = list(self._blocks())
        if self.cells < SIDE_BY_SIDE:
            old = [line for block in blocks for line in block.old]
            new = [line for block in blocks for line in block.new]
            for title, lines in (("AFTER", new), ("BEFORE", old)):
                yield from self._heading(title)
                yield from (line.pieces(self.cells) for line in lines)
                yield _BLANK
            return
        half = self._half
        gap = " " * (half - len("BEFORE") + 5)
        yield (("BEFORE", "heading"), (gap, "plain"), ("AFTER", "heading"))
        for block in blocks:
            for row in range(max(len(block.old), len(block.new))):
                middle = block.gutter[row] if row < len(block.gutter) else " " * 5
                left, right = _at(block.old, row), _at(block.new, row)
                yield (*left.pieces(half), (middle, "dim"), *right.pieces(half))
        yield _BLANK

    def _blocks(self) -> Iterator[_Block]:
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
                    more: Toned = ((f"… {left_out:,} more …", "dim"),)
                    line = _Line(place.lanes.replace("│", "┊"), "dim", more)
                    yield _Block([line], [line], ["  →  "])
                    left_out = 0
                continue
            old, new = self._stacked(stacked, place, others)
            at = 1 if place.above else 0
            yield _Block(old, new, ["     "] * at + ["  →  "])
        place = lanes.place(self.target.oid, [self.target.oid] if rewrite.base else [])
        yield self._split(place)
        if rewrite.base:
            message = _message(rewrite.base)
            old_base, new_base = (
                _Line(
                    f"{OTHER} ",
                    "dim",
                    _commit(rewrite.base.oid, message.subject, "dim"),
                    names.get(rewrite.base.oid, ()),
                )
                for names in (self._old_names, self._new_names)
            )
            yield _Block([old_base], [new_base], ["  =  "])

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
        self, stacked: Stacked, place: Place, others: Sequence[str]
    ) -> tuple[list[_Line], list[_Line]]:
        """The lines of a commit above, in the old and in the new history."""
        message = _message(stacked)
        right: Toned = ((_id(message), "dim"),)
        oids = (stacked.oid, self.rewrite.renamed[stacked.oid])
        names = (self._old_names.get(oids[0], ()), self._new_names.get(oids[1], ()))
        subject = safe(message.subject)
        apart = not all(self._fits(place.node, subject, one, right) for one in names)
        before = [_Line(place.above, "plain")] if place.above else []
        after = [
            _Line(lanes, "dim", ((other[:OID], "dim"), (" merged from elsewhere", "dim")))
            for lanes, other in zip(place.others, others, strict=True)
        ]
        after += [_Line(place.below, "plain")] if place.below else []
        commits = [_commit(oid, subject, "plain") for oid in oids]
        if stacked.oid in self.rewrite.left_out:
            commits[1] = (("left out: empty", "dim"),)
            names = names[0], ()
        old, new = (
            [*before, *_named(place.node, "bold", commit, one, right, below), *after]
            for commit, one in zip(commits, names, strict=True)
            for below in [apart and bool(one or self.cells >= SIDE_BY_SIDE)]
        )
        return old, new

    def _fits(self, lanes: str, subject: str, names: Toned, right: Toned) -> bool:
        """Whether a commit's names stand behind its subject without cutting it."""
        taken = width(lanes) + OID + 1 + width(subject) + _width(names) + _width(right) + 1
        return not names or taken <= self._half

    @property
    def _half(self) -> int:
        """How many cells one history has."""
        return self.cells if self.cells < SIDE_BY_SIDE else (self.cells - 5) // 2

    def _split(self, place: Place) -> _Block:
        """The target opposite its parts."""
        rewrite, plan = self.rewrite, self.rewrite.plan
        lead = [_Line(place.above, "plain")] if place.above else []
        message = parse_message(self.target.message)
        names = self._old_names.get(self.target.oid, ())
        whole = Tally(
            sum(len(file.added) for file in plan.patch),
            sum(len(file.removed) for file in plan.patch),
            files=len(plan.patch),
        )
        told: list[tuple[str, Tone]] = [(tally_in_words(whole), "dim")]
        if message.change_id:
            told.append((_id(message), "dim"))
        apart = not self._fits(place.node, safe(message.subject), names, ())
        first = _named(
            place.node,
            "removed_mark",
            _commit(self.target.oid, message.subject, "removed"),
            names,
            (),
            apart,
        )
        old = [*lead, *first, *self._below(place.lanes or "  ", told)]
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
        return _Block(old, new, gutter)

    def _part(self, part: RewrittenPart, lanes: str) -> Iterator[_Line]:
        plan = self.rewrite.plan
        names = self._new_names.get(part.oid, ())
        subject = part.message.subject
        apart = not self._fits(lanes, safe(subject), names, ())
        commit = _commit(part.oid, subject, "added")
        yield from _named(f"{NODE} ", "added_mark", commit, names, (), apart)
        number = plan.name(part.number)
        told: list[tuple[str, Tone]] = [
            (f"{number}: {tally_in_words(plan.tally(part.number))}", "dim")
        ]
        found = part.message.change_id
        kept = bool(found) and found == parse_message(self.target.message).change_id
        if part is self.rewrite.heir:
            told.append((f"◆ heir, keeps {found[:CHANGE_ID]}" if kept else "◆ heir", "heir"))
        elif found:
            told.append((f"new {found[:CHANGE_ID]}", "dim"))
        length = self._too_long(part)
        if length:
            told.append((f"subject too long: {length}", "warning"))
        yield from self._below(lanes, told)

    def _below(self, lanes: str, told: Iterable[tuple[str, Tone]]) -> Iterator[_Line]:
        """What is told of a commit under it, in as many lines as that takes."""
        line: Toned = ()
        for piece in told:
            longer: Toned = (*line, (" · ", "dim"), piece) if line else (piece,)
            if line and _width(longer) + width(lanes) > self._half:
                yield _Line(lanes, "plain", line)
                longer = (piece,)
            line = longer
        yield _Line(lanes, "plain", line)

    # Names

    @cached_property
    def _old_names(self) -> Mapping[str, Toned]:
        """What stands beside the old commits: the refs that are there now."""
        rewrite = self.rewrite
        names: dict[str, list[tuple[str, Tone]]] = {}
        moving = {update.name for update in rewrite.updates}
        places = {**rewrite.refs.branches, **rewrite.standing}
        if not rewrite.refs.head_branch and rewrite.refs.head:
            places[HEAD] = rewrite.refs.head
        for name, oid in places.items():
            tone: Tone = "dim" if name in moving else "bold"
            names.setdefault(oid, []).append((self._name(name), tone))
        return _spaced(names)

    @cached_property
    def _new_names(self) -> Mapping[str, Toned]:
        """What stands beside the new commits: the refs that will be there."""
        rewrite = self.rewrite
        names: dict[str, list[tuple[str, Tone]]] = {}
        for update in rewrite.updates:
            names.setdefault(update.new, []).append((self._name(update.name), "good"))
        base = rewrite.base
        if base and base.oid in self._old_names:
            return {**_spaced(names), base.oid: self._old_names[base.oid]}
        return _spaced(names)

    def _name(self, name: str) -> str:
        if name.startswith("refs/tags/"):
            return f"tag:{safe(short(name))}"
        return f"{'HEAD→' if name == self.rewrite.refs.head_branch else ''}{safe(short(name))}"


def _guesses(plan: Plan) -> str:
    """Where it is a guess in which order old and new lines stand, by file; "" for nowhere."""
    found: dict[int, list[str]] = {}
    for file, block in plan.guesses():
        found.setdefault(file, []).append(str(block.old))
    names = {file: safe(quote(plan.patch.files[file].path)) for file in found}
    return some([f"{names[file]} (from old line {some(at)} on)" for file, at in found.items()])


def _uneven(plan: Plan) -> str:
    """Where a bracket lacks its other half, by file; "" for nowhere."""
    return some(
        [
            f"{safe(quote(plan.patch.files[one.file].path))} has"
            f" {surplus_in_words(one.pair, one.surplus)} after {plan.name(one.number)}"
            for one in uneven(plan)
        ]
    )


def _at(lines: Sequence[_Line], row: int) -> _Line:
    """A line of a block; below its last, the lanes going on."""
    if row < len(lines):
        return lines[row]
    return _Line(lines[-1].lanes.replace(NODE, "│"), "plain")


def _named(
    lanes: str, tone: Tone, commit: Toned, names: Toned, right: Toned, apart: bool
) -> list[_Line]:
    """A commit with its names behind its subject, or ``apart``, on a line of their own."""
    if not apart:
        return [_Line(lanes, tone, commit, names, right)]
    below = tuple((text.lstrip(), tone) for text, tone in names)
    spaced = tuple(piece for one in below for piece in (one, (" ", "plain")))
    return [_Line(lanes, tone, commit, (), right), _Line(lanes.replace(NODE, "│"), "dim", spaced)]


def _commit(oid: str, subject: str, tone: Tone) -> Toned:
    return ((f"{oid[:OID]} ", "hunk"), (safe(subject) or "(no subject)", tone))


def _message(stacked: Stacked) -> Message:
    return parse_message(stacked.commit.text)


def _id(message: Message) -> str:
    return safe(message.change_id[:CHANGE_ID])


def _spaced(names: Mapping[str, Iterable[tuple[str, Tone]]]) -> dict[str, Toned]:
    """The names at each commit, with the space that goes before them."""
    return {
        oid: tuple((f" [{name}]", tone) for name, tone in found) for oid, found in names.items()
    }


def _lanes(lanes: str, tone: Tone) -> Toned:
    before, node, after = lanes.partition(NODE)
    return ((before, "dim"), (node, tone), (after, "dim"))


def _width(pieces: Toned) -> int:
    return sum(width(text) for text, _ in pieces)


def _cut(pieces: Toned, cells: int) -> Toned:
    """The pieces in at most so many cells."""
    kept: list[tuple[str, Tone]] = []
    for text, tone in pieces:
        room = cells - _width(tuple(kept))
        if width(text) > room:
            if room > 0:
                kept.append((shorten(text, room), tone))
            break
        if text:
            kept.append((text, tone))
    return tuple(kept)
