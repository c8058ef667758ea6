"""The sections of the review in words: the summary, what is dropped, refs, hooks, the undo."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from msgspec import Struct

from splitter.core.diff.paths import some
from splitter.core.rewrite.refs import HEAD, short
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.core.text.counts import count_in_words
from splitter.view.phrases.part_summary import dropped
from splitter.view.phrases.wording import DROPPED_GOES
from splitter.view.review.graph_lines import OID
from splitter.view.review.rewrite_warnings import rewrite_warnings
from splitter.view.text.cells import width
from splitter.view.text.display import Tone, Toned, safe, shorten, visible
from splitter.view.text.toned import cut

#: How many dropped lines of a file are shown: mostly an old one and the new one.
DROPPED_SHOWN = 2

#: An empty line.
BLANK: Toned = (("", "plain"),)


class Sections(Struct, frozen=True):
    """The sections of a review in words, each as lines of at most so many cells."""

    target: Target
    rewrite: Rewrite
    cells: int

    def summary(self) -> Iterator[Toned]:
        """What happens, in a sentence, and what is to be thought of before."""
        rewrite = self.rewrite
        clauses = [f"1 commit becomes {len(rewrite.parts)}"]
        restacked = len(rewrite.above) - len(rewrite.left_out)
        if restacked:
            is_are = "is" if restacked == 1 else "are"
            clauses.append(f"{restacked:,} above {is_are} restacked")
        moves = "moves" if len(rewrite.updates) == 1 else "move"
        clauses.append(f"{count_in_words(len(rewrite.updates), self._refs_are)} {moves}")
        if all(part.commit.signed for part in rewrite.parts):
            clauses.append("new commits are signed")
        if rewrite.dropped:
            clauses.append("something is dropped")
        yield from self._wrapped("; ".join(clauses) + ".", "bold")
        for warning in rewrite_warnings(self.target, rewrite):
            yield from self._wrapped(warning, "warning", "! ")
        yield BLANK

    @property
    def _refs_are(self) -> str:
        return "ref" if any(u.name == HEAD for u in self.rewrite.updates) else "branch"

    def dropped(self) -> Iterator[Toned]:
        """What leaves history."""
        if self.rewrite.dropped:
            yield heading(self.cells, "DROPPED", DROPPED_GOES)
            for words, lines in dropped(self.rewrite.plan):
                yield from self._wrapped(words, "dropped", "  X ")
                for line in lines[:DROPPED_SHOWN]:
                    tone: Tone = "removed" if line.mark == "-" else "added"
                    text = shorten(line.mark + visible(line.text), self.cells - 6)
                    yield ((" " * 6, "plain"), (text, tone))
                if len(lines) > DROPPED_SHOWN:
                    more = count_in_words(len(lines) - DROPPED_SHOWN, "more line")
                    yield ((f"      and {more}", "dim"),)
            yield BLANK

    def moving(self) -> Iterator[Toned]:
        """The refs that move."""
        updates = self.rewrite.updates
        yield heading(self.cells, "WHAT MOVES")
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
            yield cut(pieces, self.cells)
        yield BLANK

    def staying(self) -> Iterator[Toned]:
        """The refs that contain the target and do not move, and the work tree."""
        rewrite = self.rewrite
        yield heading(self.cells, "WHAT STAYS")
        kinds = (("tag", rewrite.tags), ("pushed", rewrite.remotes), ("branch", rewrite.branches))
        for kind, names in kinds:
            if names:
                refs = f"{safe(some(names, 6))}, on the old history"
                yield from self._wrapped(refs, "plain", f"  {kind:<8}")
        files = "files as they are"
        if rewrite.uncommitted:
            files += "; what is dropped is there as a change that is not committed"
        elif rewrite.cancelled_by:
            by = rewrite.cancelled_by
            files += f"; {by.oid[:OID]} {safe(by.subject)} cancels what is dropped"
        yield from self._wrapped(files, "plain", "  work tree: ")
        yield BLANK

    def hooks(self, names: Sequence[str]) -> Iterator[Toned]:
        """The hooks that have had their say, and those that will."""
        if names:
            yield heading(self.cells, "HOOKS")
            for name in names:
                later = name.startswith("post-")
                when = "will be told every old and new id" if later else "has seen every message"
                yield from self._wrapped(when, "plain", f"  {name}: ")
            yield BLANK

    def afterwards(self) -> Iterator[Toned]:
        """How to go back."""
        yield from self._wrapped("Afterwards, git split --undo takes it back.", "dim")

    def _wrapped(self, text: str, tone: Tone, first: str = "") -> Iterator[Toned]:
        room = max(10, self.cells - width(first))
        for number, line in enumerate(textwrap.wrap(text, room, break_on_hyphens=False)):
            yield ((" " * width(first) if number else first, tone), (line, tone))


def heading(cells: int, words: str, details: str = "") -> Toned:
    """A heading in capitals, and what is to be said of it."""
    pieces: Toned = ((words, "heading"), (f"  {details}" if details else "", "dim"))
    return cut(pieces, cells)
