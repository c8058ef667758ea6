"""The sections of the review in words: the summary, what is dropped, refs, hooks, the undo."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from msgspec import Struct

from splitter.core.diff.paths import quote
from splitter.core.plan.edits import Until
from splitter.core.rewrite.refs import HEAD, short
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.core.text.counts import count_in_words
from splitter.view.phrases import edits as phrases
from splitter.view.phrases import review
from splitter.view.phrases.part_summary import dropped
from splitter.view.review.graph_lines import OID
from splitter.view.review.rewrite_warnings import rewrite_warnings
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe, shorten, visible
from splitter.view.text.pieces import cut

#: How many dropped lines of a file are shown: mostly an old one and the new one.
DROPPED_SHOWN = 2

#: An empty line.
BLANK: Pieces = (("", "plain"),)


class Sections(Struct, frozen=True):
    """The sections of a review in words, each as lines of at most so many cells."""

    target: Target
    rewrite: Rewrite
    cells: int

    def summary(self) -> Iterator[Pieces]:
        """The rewrite in a sentence, and the warnings."""
        rewrite = self.rewrite
        words = review.summary(
            len(rewrite.parts),
            len(rewrite.above) - len(rewrite.left_out),
            review.refs_move([short(update.name) for update in rewrite.updates]),
            is_signed=all(part.commit.signed for part in rewrite.parts),
            has_dropped=bool(rewrite.dropped),
        )
        yield from self._wrapped(words, "bold")
        for warning in rewrite_warnings(self.target, rewrite):
            yield from self._wrapped(warning, "warning", "! ")
        yield BLANK

    def resolved(self) -> Iterator[Pieces]:
        """The conflicts that were resolved."""
        rewrite = self.rewrite
        used = [one for one in rewrite.plan.resolutions if one.place in rewrite.resolved]
        if not used:
            return
        yield heading(self.cells, review.RESOLVED)
        subjects = {one.oid: one.subject for one in rewrite.above}
        for one in used:
            words = review.resolved(one.commit, subjects[one.commit], one.path, one.taken)
            yield from self._wrapped(words, "plain", "  ")
        yield BLANK

    def dropped(self) -> Iterator[Pieces]:
        """The dropped changes."""
        if self.rewrite.dropped:
            details = review.dropped_details(
                is_uncommitted=bool(self.rewrite.uncommitted),
                is_discarded=self.rewrite.discards,
                cancelled_by=self._cancelled_by,
            )
            yield heading(self.cells, review.DROPPED_HEADING, details)
            for words, lines in dropped(self.rewrite.plan):
                yield from self._wrapped(words, "dropped", "  X ")
                for line in lines[:DROPPED_SHOWN]:
                    role: Role = "removed" if line.mark == "-" else "added"
                    text = shorten(line.mark + visible(line.text), self.cells - 6)
                    yield ((" " * 6, "plain"), (text, role))
                if len(lines) > DROPPED_SHOWN:
                    more = count_in_words(len(lines) - DROPPED_SHOWN, "more line")
                    yield ((f"      and {more}", "dim"),)
            yield BLANK

    def edits(self) -> Iterator[Pieces]:
        """The edits, with how long each holds."""
        plan = self.rewrite.plan
        if plan.edits:
            yield heading(self.cells, phrases.IN_REVIEW)
        for edit in plan.edits:
            file = plan.patch.files[edit.file]
            where = f"{quote(file.path)}, {phrases.place_in_words(file, edit.location)}"
            words = f"{where}: {phrases.with_length(plan, edit)}"
            role: Role = "warning" if edit.until is Until.END else "plain"
            yield from self._wrapped(safe(words), role, "  ≈ ")
        if plan.edits:
            yield BLANK

    def moving(self) -> Iterator[Pieces]:
        """The refs that move."""
        updates = self.rewrite.updates
        yield heading(self.cells, review.MOVES)
        named = [(safe(short(update.name)), update) for update in updates]
        broad = min(max(width(name) for name, _ in named), max(8, self.cells - 26))
        for name, update in named:
            here = update.name in (HEAD, self.rewrite.refs.head_branch)
            shown = shorten(name, broad)
            pieces: Pieces = (
                ("  " + shown + " " * (broad - width(shown) + 2), "bold"),
                (update.old[:OID], "removed"),
                (" → ", "dim"),
                (update.new[:OID], "added"),
                (review.CHECKED_OUT if here else "", "dim"),
            )
            yield cut(pieces, self.cells)
        yield BLANK

    def staying(self) -> Iterator[Pieces]:
        """The refs that contain the target and do not move, and the working tree."""
        rewrite = self.rewrite
        yield heading(self.cells, review.UNCHANGED)
        kinds = (("tag", rewrite.tags), ("pushed", rewrite.remotes), ("branch", rewrite.branches))
        for kind, names in kinds:
            if names:
                refs = review.on_the_old_commits(names)
                yield from self._wrapped(refs, "plain", f"  {kind:<8}")
        lost = rewrite.discarded_paths
        moved = [one.path for one in rewrite.files if not one.is_staged]
        files = review.files_stay(
            is_uncommitted=bool(rewrite.uncommitted),
            cancelled_by=self._cancelled_by,
            edited=[safe(quote(path)) for path in moved if path not in lost],
            discarded=[safe(quote(path)) for path in moved if path in lost],
        )
        yield from self._wrapped(files, "plain", review.WORKING_TREE)
        yield BLANK

    @property
    def _cancelled_by(self) -> str:
        """The commit above that reverts the dropped changes, "" for none."""
        by = self.rewrite.cancelled_by
        return f"{by.oid[:OID]} {safe(by.subject)}" if by else ""

    def hooks(self, names: Sequence[str]) -> Iterator[Pieces]:
        """The hooks that have run, and those that will."""
        if names:
            yield heading(self.cells, review.HOOKS)
            for name in names:
                later = name.startswith("post-")
                when = review.HOOK_RUNS_LATER if later else review.HOOK_HAS_RUN
                yield from self._wrapped(when, "plain", f"  {name}: ")
            yield BLANK

    def afterwards(self) -> Iterator[Pieces]:
        """The command that undoes the rewrite."""
        yield from self._wrapped(review.UNDO, "dim")

    def _wrapped(self, text: str, role: Role, first: str = "") -> Iterator[Pieces]:
        room = max(10, self.cells - width(first))
        for number, line in enumerate(textwrap.wrap(text, room, break_on_hyphens=False)):
            yield ((" " * width(first) if number else first, role), (line, role))


def heading(cells: int, words: str, details: str = "") -> Pieces:
    """A heading in capitals, and its details."""
    pieces: Pieces = ((words, "heading"), (f"  {details}" if details else "", "dim"))
    return cut(pieces, cells)
