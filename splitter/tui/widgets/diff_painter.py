"""The drawing of a row of the diff behind its gutter: line numbers, and the visible part."""

from __future__ import annotations

from msgspec import Struct, field
from rich.segment import Segment
from rich.style import Style

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.moved import Moved
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan
from splitter.tui.theme import styles
from splitter.tui.theme.styles import ThemeStyles
from splitter.view.assigning.edited import edits_at, edits_in_words, edits_of_line, unread_in_words
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.highlight.intraline import changed_words
from splitter.view.highlight.spans import Layer, found, pieces
from splitter.view.highlight.syntax import Highlighter
from splitter.view.highlight.whitespace import RulesByPath, blank_at_eof, errors
from splitter.view.phrases import edits
from splitter.view.phrases.file_details import FileChangeWords
from splitter.view.phrases.wording import NO_NEWLINE, shape
from splitter.view.text.display import Role, safe, visible

_MARKS: dict[str, Role] = {" ": "plain", "-": "removed_mark", "+": "added_mark"}
_LINES: dict[str, Role] = {" ": "plain", "-": "removed", "+": "added"}
_WORDS: dict[str, Role] = {" ": "plain", "-": "removed_word", "+": "added_word"}
#: Beside the mark of a line that was moved: it goes away, or comes.
_MOVED = {"-": "»", "+": "«"}
#: In the same place: a part reads otherwise there before the line's own part.
_OTHERWISE = "≈"


class Known(Struct):
    """The data of a diff beside its lines; data that comes late is shown once it is there.

    ``is_first`` says that this is the first time anything is drawn: nobody should wait for what
    takes a little longer then.
    """

    file_changes: FileChangeWords
    highlighter: Highlighter = field(default_factory=Highlighter)
    moved: Moved = field(default_factory=lambda: Moved({}))
    whitespace: RulesByPath = field(default_factory=RulesByPath)
    found: str = ""
    is_first: bool = True


class Painter(Struct, frozen=True):
    """Draws the rows of a document, of a plan; ``digits`` is the room for a line number."""

    document: Document
    plan: Plan
    known: Known
    look: ThemeStyles
    digits: int

    @property
    def fixed(self) -> int:
        """The number of cells at the left that are not the line itself."""
        return 2 * self.digits + 3

    def draw(self, row: Row) -> list[Segment]:
        """The segments of a row."""
        return _DRAW[row.kind](self, row)

    def _file(self, row: Row) -> list[Segment]:
        file = self.document.patch.files[row.file]
        arrow = "▸" if row.file in self.document.folded else "▾"
        counts = f"+{len(file.added)} -{len(file.removed)}"
        if file.is_untouched:
            counts = edits.CREATED if file.created else edits.NOT_TOUCHED
        name = f"{arrow} {shape(file)} {safe(quote(file.path))}"
        return [Segment(name, self.look["file"]), Segment(f"  {counts}", self.look["dim"])]

    def _file_change(self, row: Row) -> list[Segment]:
        words = self.known.file_changes.words(self.document.patch.files[row.file], row.index)
        return [Segment(f"  {safe(words)}", self.look["file_change"])]

    def _edit(self, row: Row) -> list[Segment]:
        location = self.document.location(row)
        where = edits.place_in_words(self.document.patch.files[row.file], location)
        words = edits_at(self.plan, row.file, location)
        return [
            Segment(f"  {_OTHERWISE} {where}: ", self.look["moved"]),
            Segment(safe(words), self.look["file_change"]),
        ]

    def _hunk(self, row: Row) -> list[Segment]:
        sections = self.document.sections(row.file, row.hunk)
        ranges, heading = sections.ranges(row.section), visible(sections.heading(row.section))
        return [Segment(ranges.decode(), self.look["hunk"]), Segment(heading, self.look["dim"])]

    def _line(self, row: Row) -> list[Segment]:
        line = self.document.line(row)
        numbers = f"{line.old or '':>{self.digits}} {line.new or '':>{self.digits}}"
        moved = _MOVED[line.mark] if self._is_moved(row, line) else " "
        moved = _OTHERWISE if edits_in_words(self.plan, row.file, line) else moved
        segments = [
            Segment(numbers, self.look["dim"]),
            Segment(moved, self.look["moved"]),
            *self._text(row, line),
        ]
        for words in self._edits(row, line):
            segments.append(Segment(f"  {safe(words)}", self.look["file_change"]))
        if not line.text.endswith(b"\n"):
            segments.append(Segment(NO_NEWLINE, self.look["dim"]))
        return segments

    def _edits(self, row: Row, line: DiffLine) -> list[str]:
        """The edits of a line, in words."""
        if not edits_of_line(self.plan, row.file, line):
            return []
        texts = edits_in_words(self.plan, row.file, line, is_first=True)
        return [words for words in (texts, unread_in_words(self.plan, row.file, line)) if words]

    def _is_moved(self, row: Row, line: DiffLine) -> bool:
        return self.known.moved.block(row.file, line.change) is not None

    def _text(self, row: Row, line: DiffLine) -> list[Segment]:
        """A line in the colours of its language, with all that is to be seen in it on top."""
        text = visible(line.text)
        look = self.look
        base = look[_LINES[line.mark]]
        layers: list[Layer[Style]] = []
        if look.code:
            base = styles.behind(base)
            layers.append(self._colours(row, line))
        if self._is_moved(row, line):
            base = styles.over(base, look["moved"])
        file = self.document.patch.files[row.file]
        hunk = file.hunks[row.hunk]
        word = look[_WORDS[line.mark]]
        if not self.known.is_first:
            layers.append([(*span, word) for span in changed_words(hunk, row.index)])
        mark = look[_MARKS[line.mark]]
        if line.mark == "+":
            rules = self.known.whitespace.of(file.path)
            blanks = errors(line.text, rules)
            layers.append([(*span, look["blanks"]) for span in blanks])
            if "blank-at-eof" in rules.errors and row.index in blank_at_eof(hunk):
                mark = look["blanks"]
        layers.append([(*span, look["found"]) for span in found(text, self.known.found)])
        cut = pieces(text, base, layers, styles.over)
        return [
            Segment(line.mark, mark),
            *(Segment(piece, one) for piece, one in cut),
        ]

    def _colours(self, row: Row, line: DiffLine) -> Layer[Style]:
        """The colours of a line's words; none as long as they are not known."""
        file = self.document.patch.files[row.file]
        highlighter = self.known.highlighter
        around = self.document.around(row)
        if around is None:
            words = highlighter.ready(file, file.hunks[row.hunk], row.index)
        else:
            words = highlighter.ready_around(file, around, line.new - 1)
        code = self.look.code
        return [(start, end, code[kind]) for start, end, kind in words or ()]


_DRAW = {
    Kind.FILE: Painter._file,
    Kind.FILE_CHANGE: Painter._file_change,
    Kind.EDIT: Painter._edit,
    Kind.HUNK: Painter._hunk,
    Kind.LINE: Painter._line,
}


def last_line(document: Document) -> int:
    """The greatest line number of a diff."""
    last = 1
    for file in document.files:
        for hunk in document.patch.files[file].hunks[-1:]:
            ends = (hunk.old_start + hunk.old_length, hunk.new_start + hunk.new_length)
            last = max(last, *ends)
    return last
