"""A part's message, written in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from splitter.core.message.suggest import suggest
from splitter.core.message.wrap import has_long_lines, separate_subject
from splitter.core.plan.changes import describe_part
from splitter.core.plan.plan import Plan
from splitter.core.text.controls import with_newlines
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.autosave import Keeping
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.message_area import SUBJECT, SUBJECT_AT_MOST, MessageArea
from splitter.tui.widgets.pager import Pager
from splitter.view.phrases import dialogs
from splitter.view.phrases.part_summary import identity_of, summary_of
from splitter.view.phrases.status import fitting
from splitter.view.text.display import Pieces, Role, safe

#: From how many columns and rows on the part's files are shown at the right or below.
BESIDE, BELOW = 110, 22
#: How many lines of trailers are shown at most, by the height of the screen.
TRAILERS, TRAILERS_LOW = 6, 1
#: Lower than this there is no frame.
LOW = 18


class MessageScreen(ModalScreen[str | None], Keeping):
    """The message of a part, with a blank line behind the subject; None where the user gave up.

    ``inherited_trailers`` are the trailers that come by themselves, ``identity`` says who keeps
    what, ``summary`` what the part changes, ``proposal`` is a subject that Tab takes.  ``edit``
    gives a text to the user's editor and returns what became of it; it may raise SplitError.
    The cursor begins behind the subject; where ``is_begun``, the text is resumed: behind all of it.
    """

    CSS = """
    MessageScreen { align: center bottom; }
    MessageScreen #frame {
        width: 100%; max-width: 124; height: 85%; background: $panel; border: round $primary;
    }
    MessageScreen.-low #frame { height: 100%; border: none; }
    MessageScreen #heading, MessageScreen #measure, MessageScreen #keys { height: 1; }
    MessageScreen #middle { height: 1fr; }
    MessageScreen #written { width: 1fr; }
    MessageScreen MessageArea { height: 1fr; border: none; padding: 0 0 0 1; }
    MessageScreen #inherited { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    MessageScreen Pager { display: none; background: $surface; }
    MessageScreen.-beside Pager { display: block; width: 1fr; border-left: vkey $panel; }
    MessageScreen.-beside #written { width: 78; }
    MessageScreen.-below #middle { layout: vertical; }
    MessageScreen.-below #written { height: 2fr; }
    MessageScreen.-below Pager {
        display: block; height: 1fr; max-height: 8; border-top: hkey $panel;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *Keeping.BINDINGS,
        Binding("ctrl+o", "editor", "Your editor", show=False, priority=True),
        Binding("tab", "app.focus_next", "To what the part changes", show=False),
        Binding("shift+tab", "app.focus_previous", "Back to the text", show=False),
    ]

    question = dialogs.SAVE_MESSAGE

    def __init__(
        self,
        title: str,
        message: str,
        inherited_trailers: str,
        *,
        identity: str = "",
        proposal: str = "",
        summary: Sequence[Pieces] = (),
        edit: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self.heading = title
        self.message = message
        self.inherited_trailers = inherited_trailers
        self.identity = identity
        self.proposal = proposal
        self.summary = summary
        self.edit = edit
        self.is_begun = False
        self._kept = message.rstrip("\n")
        self._unkept = ""

    @classmethod
    def of(
        cls,
        session: Session,
        plan: Plan,
        number: int,
        title: str,
        *,
        text: str | None = None,
    ) -> MessageScreen:
        """The screen for the message of a part of a plan, or for a text that is to become it."""

        def edit(text: str) -> str:
            return session.edit_message(describe_part(plan, number, text), number)

        return cls(
            title,
            plan.part(number).message if text is None else text,
            session.inherited_trailers(plan, number),
            identity=identity_of(plan, number, session.target.identity),
            proposal=suggest(plan, number),
            summary=summary_of(plan, number),
            edit=edit,
        )

    def compose(self) -> ComposeResult:
        """A heading, the text, the trailers that are added, the part's changes, and the keys."""
        with Vertical(id="frame"):
            yield Words(id="heading", role="heading")
            with Horizontal(id="middle"):
                with Vertical(id="written"):
                    yield MessageArea(self.message.rstrip("\n"), self.proposal)
                    yield Words(id="inherited")
                yield Pager(self.summary, id="summary")
            yield Words(id="measure")
            yield Words(id="keys", role="footer")

    @property
    def area(self) -> MessageArea:
        """The field with the text."""
        return self.query_one(MessageArea)

    def on_mount(self) -> None:
        self._lay_out()
        subject = self.area.document.get_line(0)
        self.area.move_cursor(self.area.document.end if self.is_begun else (0, len(subject)))
        self.area.focus()
        self._measure()

    def on_resize(self) -> None:
        self._lay_out()

    def on_text_area_changed(self) -> None:
        self._measure()

    def tell_unkept(self, trouble: str) -> None:
        if trouble != self._unkept:
            self._unkept = trouble
            self._measure()

    def _lay_out(self) -> None:
        """Make the best of the room that there is."""
        columns, rows = self.app.size
        beside = bool(self.summary) and columns >= BESIDE
        self.set_class(beside, "-beside")
        self.set_class(bool(self.summary) and not beside and rows >= BELOW, "-below")
        self.set_class(rows < LOW, "-low")
        tally = "".join(text for text, _ in self.summary[0]) if self.summary else ""
        short = f"   {tally}" if tally and not beside else ""
        self.query_one("#heading", Words).say(
            ((f" {self.heading}", "heading"), (safe(short), "heading"))
        )
        self._show_inherited(TRAILERS if rows >= LOW else TRAILERS_LOW)
        self.query_one("#keys", Words).say(self._keys(columns))

    def _show_inherited(self, at_most: int) -> None:
        """Show the trailers that are added to the text, in so many lines."""
        trailers = [safe(line) for line in self.inherited_trailers.strip().split("\n") if line]
        lines: list[tuple[str, Role]] = []
        if len(trailers) == 1 or (trailers and at_most == 1):
            lines.append((f"{dialogs.TRAILERS_ADDED} {' │ '.join(trailers)}", "dim"))
        elif trailers:
            lines += [(dialogs.TRAILERS_ADDED, "italic")]
            lines += [(f"   {line}", "dim") for line in trailers[:at_most]]
        if len(trailers) > at_most > 1:
            lines[-1] = (dialogs.more_trailers(len(trailers) - at_most + 1), "dim")
        if self.identity:
            lines.append((f" {self.identity}", "heir" if "◆" in self.identity else "dim"))
        words = self.query_one("#inherited", Words)
        words.styles.height = len(lines)
        words.say(tuple((text + "\n", role) for text, role in lines))

    def _keys(self, columns: int) -> Pieces:
        pairs = [("^S", dialogs.SAVE), ("Esc", dialogs.CANCEL)]
        if self.edit:
            pairs.append(("^O", dialogs.EDITOR))
        pairs += [("^L", dialogs.WRAP), ("^_", dialogs.UNDO), ("^Y", dialogs.REDO)]
        return fitting(pairs, (), columns - 2)

    def _measure(self) -> None:
        """Tell how long the subject is, and what is to be known of the text."""
        area = self.area
        measure: Pieces = ((dialogs.NO_SUBJECT, "warning"),)
        if area.text and not area.subject.strip():
            measure = ((dialogs.SUBJECT_BELOW, "warning"),)
        elif area.subject:
            measure = (_length_in_words(len(area.subject)),)
        measure = (*measure, *self._altered())
        if self._unkept:
            measure = ((f" {safe(self._unkept)};", "bad"), *measure)
        self.query_one("#measure", Words).say(measure)

    def _altered(self) -> Pieces:
        """The alterations of the text that are certain or possible."""
        area = self.area
        is_torn = area.document.line_count > 1 and bool(area.document.get_line(1).strip())
        if is_torn and not self._is_untouched:
            return ((dialogs.BLANK_ADDED, "warning"),)
        if has_long_lines(area.text):
            return ((dialogs.LONG_LINES, "warning"),)
        return ()

    @property
    def is_changed(self) -> bool:
        return bool(self.answer) if self.is_begun else not self._is_untouched

    @property
    def answer(self) -> str:
        """The message as written, with a blank line behind the subject; unchanged if not edited."""
        if self._is_untouched:
            text = self.message.rstrip("\n")
        else:
            text = separate_subject(self.area.written.strip())
        return f"{text}\n" if text.strip() else ""

    @property
    def _is_untouched(self) -> bool:
        return not self.is_begun and self.area.written.rstrip("\n") == self.message.rstrip("\n")

    def action_editor(self) -> None:
        if self.edit is None:
            return
        self.save_and_close()
        text, problem = self.area.text, ""
        try:
            with self.app.suspend():
                text = with_newlines(self.edit(self.answer))
        except (SplitError, OSError) as error:
            problem = str(error)
        if text.rstrip("\n") != self.area.text.rstrip("\n"):
            self.area.replace(text.rstrip("\n"), (0, 0), self.area.document.end)
        self._measure()
        if problem:
            self.query_one("#measure", Words).say(((f" {safe(problem)}", "bad"),))


def _length_in_words(length: int) -> tuple[str, Role]:
    """The length of a subject in words, in a style that shows if it is too long."""
    words = dialogs.subject_length(length, SUBJECT, SUBJECT_AT_MOST)
    return words, "good" if length <= SUBJECT else "warning" if length <= SUBJECT_AT_MOST else "bad"
