"""The main screen: parts on top, files and hunks at the left, the diff with its gutter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer

from splitter.core.history import Act, At, History
from splitter.core.patch import FactKind, Patch
from splitter.core.plan import MAX_PARTS, Plan, Selection
from splitter.core.rules import DROPPED, REST
from splitter.core.steps import Add, Assign, Break, Describe, MakeHeir, Merge, Move, Remove, Step
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.rows import Document, Kind, Row
from splitter.tui.text import safe
from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.outline import OutlineView
from splitter.tui.widgets.parts import PartsView
from splitter.tui.widgets.words import Words
from splitter.tui.words import owners_in_words, place_in_words, tied_in_words

if TYPE_CHECKING:
    from splitter.gitio.rewrite import Rewrite

KEYS = (
    "? keys  1-9 give  w write  q leave  u undo  m message  v range  X drop  0 rest"
    "  n next  p preview"
)
#: What a newcomer has to know, until the first key.
FIRST = "press 1 on what does not belong here: that makes a new commit of it"
#: How long after the last change a draft is saved, in seconds.
DRAFT_AFTER = 0.3


class SplitScreen(Screen[None]):
    """Gives changes to parts.  Every key makes a new plan; the panes show it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(digit), f"give({digit})", f"Give to part {digit}", show=False)
            for digit in range(1, 10)
        ),
        Binding("0", f"give({REST})", "Back to the rest", show=False),
        Binding("X", f"give({DROPPED})", "Drop", show=False),
        Binding("space", "give_current", "Give to the marked part", show=False),
        Binding("full_stop", "choose(1)", "Mark the next part", show=False),
        Binding("comma", "choose(-1)", "Mark the part before", show=False),
        Binding("a", "give_file", "Give all undecided of this file", show=False),
        Binding("v", "mark", "Mark a range", show=False),
        Binding("shift+down", "extend(1)", "Extend the range", show=False),
        Binding("shift+up", "extend(-1)", "Extend the range", show=False),
        Binding("escape", "unmark", "End the range", show=False),
        Binding("n", "undecided(1)", "Next undecided", show=False),
        Binding("N", "undecided(-1)", "Undecided before", show=False),
        Binding("right_square_bracket", "hunk(1)", "Next hunk", show=False),
        Binding("left_square_bracket", "hunk(-1)", "Hunk before", show=False),
        Binding("J", "file(1)", "Next file", show=False),
        Binding("K", "file(-1)", "File before", show=False),
        Binding("enter", "fold", "Fold or unfold the file", show=False),
        Binding("b", "break_rename", "Take a rename apart", show=False),
        Binding("slash", "search", "Search", show=False),
        Binding("f", "filter", "Show only some files", show=False),
        Binding("t", "give_to", "Give to a part by its number", show=False),
        Binding("F", "merge_part", "Merge into the part before", show=False),
        Binding("c", "add_part", "Add a part", show=False),
        Binding("D", "remove_part", "Remove the marked part", show=False),
        Binding("less_than_sign", "move_part(-1)", "Part earlier", show=False),
        Binding("greater_than_sign", "move_part(1)", "Part later", show=False),
        Binding("m", "message", "Message of the marked part", show=False),
        Binding("M", "editor", "Message in your editor", show=False),
        Binding("i", "heir", "Make the marked part the heir", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("ctrl+r", "redo", "Redo", show=False),
        Binding("p", "preview", "Preview the commits", show=False),
        Binding("w", "write", "Last look, then write", show=False),
        Binding("question_mark", "help", "All keys", show=False),
        Binding("q", "leave", "Leave", show=False),
        Binding("ctrl+c", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(self, session: Session, history: History) -> None:
        super().__init__()
        self.session = session
        self.history = history
        self.keeper = session.keep(history)
        self.document = Document(self.plan.patch, session.offers(self.plan.patch))
        self.found = ""
        self.filtered = ""
        self._draft_timer: Timer | None = None

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.history.draft.plan

    def compose(self) -> ComposeResult:
        """Title, parts, outline and diff, and two lines of words."""
        yield Words(self._title, id="title")
        yield PartsView(self.plan, self.session.change_id)
        with Horizontal():
            yield OutlineView(self.document, self.plan)
            yield DiffView(self.document, self.plan, self.session)
        yield Words(id="here")
        yield Words(KEYS, id="keys")

    @property
    def _title(self) -> str:
        target = self.session.target
        return f" git split {target.oid[:10]}  {safe(target.subject)}"

    @property
    def diff(self) -> DiffView:
        """The pane with the diff."""
        return self.query_one(DiffView)

    @property
    def outline(self) -> OutlineView:
        """The pane with the files and hunks."""
        return self.query_one(OutlineView)

    @property
    def parts(self) -> PartsView:
        """The pane with the parts."""
        return self.query_one(PartsView)

    def on_mount(self) -> None:
        self.diff.focus()
        if self.has_work:
            self.action_undecided(1)
        self._tell("" if self.has_work else FIRST)
        self.call_after_refresh(self.keeper.prepare)

    def on_resize(self, event: events.Resize) -> None:
        self.outline.display = event.size.width >= 72

    # Words

    def _tell(self, first: str = "") -> None:
        """Say in words what is under the cursor and where it goes."""
        row = self._row
        if self.diff.marked_from is not None:
            start, end = self.diff.span
            here = f"{end - start + 1} lines marked"
        else:
            numbers = self.document.owners(self.plan, row)
            pieces = [place_in_words(self.document, row), owners_in_words(self.plan, numbers)]
            tied = tied_in_words(self.document, row) if row.kind is not Kind.LINE else ""
            here = " ".join(filter(None, pieces)) + (f" ({tied})" if tied else "")
        current = self.plan.name(self.parts.current)
        words = first or safe(here)
        self.query_one("#here", Words).say(f" {words}  │ space: {current}")

    @property
    def _row(self) -> Row:
        return self.outline.row if self.outline.has_focus else self.diff.row

    @on(LineList.Moved)
    def _follow_cursor(self, event: LineList.Moved) -> None:
        if event.source is self.diff:
            self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)
        elif event.source is self.outline and self.outline.has_focus:
            self.diff.mark(None)
            self.diff.move_to(self.document.y(self.outline.row), tell=False)
        self._tell()

    # Plans

    def _do(self, *steps: Step, told: str = "") -> None:
        draft = self.session.take(self.history.draft, steps)
        if draft is self.history.draft:
            self._tell(told)
            return
        row = self._row
        act = Act(steps, At(row.file, row.kind.name, row.hunk, row.index))
        unkept = self.keeper.did(act)
        self._show(self.history.do(draft, act), unkept or told)

    def _show(self, history: History, told: str = "") -> None:
        self.history = history
        for pane in (self.parts, self.outline, self.diff):
            pane.show_plan(self.plan)
        if self.plan.patch is not self.document.patch:
            self._show_patch(self.plan.patch)
        self._tell(told)
        if self._draft_timer:
            self._draft_timer.reset()
        else:
            self._draft_timer = self.set_interval(DRAFT_AFTER, self._save_later)

    def _show_patch(self, patch: Patch) -> None:
        """Show another reading of the same commit."""
        path = self.document.patch.files[self._row.file].path
        files = self.session.offers(patch)
        self.document = Document(patch, files)
        at = next((number for number in files if patch.files[number].path == path), files[0])
        for pane in (self.diff, self.outline):
            pane.show_document(self.document, Row(Kind.FILE, at))

    def _save_later(self) -> None:
        if self._draft_timer:
            self._draft_timer.stop()
            self._draft_timer = None
        self.save_draft()

    def save_draft(self) -> None:
        """Save the plan as it stands; what keeps it from being saved is told."""
        if unkept := self.keeper.save(self.plan):
            self._tell(unkept)

    def let_go(self) -> None:
        """Leave the draft to whoever opens the commit next."""
        if self.has_work:
            self.save_draft()
        self.keeper.close()

    @property
    def has_work(self) -> bool:
        """Whether anything was decided."""
        return self.session.begun(self.plan)

    # Giving changes to parts

    @property
    def _selection(self) -> list[Selection]:
        return (self.outline if self.outline.has_focus else self.diff).selection()

    def action_give(self, number: int) -> None:
        self._give(number, self._selection)

    def action_give_current(self) -> None:
        self._give(self.parts.current, self._selection)

    def action_give_file(self) -> None:
        file = self._row.file
        choice = self.plan.choices[file]
        undecided = tuple(range(at, at + 1) for at, number in enumerate(choice) if number == REST)
        self._give(self.parts.current, [Selection(file, undecided)] if undecided else [])

    def _give(self, number: int, selections: list[Selection]) -> None:
        plan = self.plan
        following = len(plan.parts) + 1
        if not selections:
            self._tell("there is nothing to give here")
            return
        steps: list[Step] = []
        if number == following and number <= MAX_PARTS:
            steps.append(Add())
        elif number > following and number != DROPPED:
            self._tell(f"there is no part {number} yet; the next one is {following}")
            return
        kind, last = self._row.kind, self.diff.span[1]
        steps.append(Assign(tuple(selections), number))
        draft = self.session.take(self.history.draft, steps)
        if draft.plan.choices == plan.choices:
            self._tell(f"it is in {plan.name(number)} already; a number gives it away")
            return
        self.diff.mark(None)
        self._do(*steps)
        if number not in (REST, DROPPED):
            self.parts.choose(number)
        self._go_on(kind, last)

    def _go_on(self, kind: Kind, y: int) -> None:
        """Move on to the next thing that is undecided, if there is one."""
        following = self.document.next_undecided(self.plan, y, 1, kind)
        if following is not None:
            self._go_to(following)
        self._tell()

    # Moving about

    def _go_to(self, y: int) -> None:
        self.diff.move_to(y, tell=False)
        self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)
        self._tell()

    def action_mark(self) -> None:
        self.diff.focus()
        self.diff.mark(None if self.diff.marked_from is not None else self.diff.cursor)
        self._tell()

    def action_extend(self, by: int) -> None:
        self.diff.focus()
        if self.diff.marked_from is None:
            self.diff.mark(self.diff.cursor)
        self._go_to(self.diff.cursor + by)

    def action_unmark(self) -> None:
        self.diff.mark(None)
        self._tell()

    def action_undecided(self, step: int) -> None:
        row = self.document.next_undecided(self.plan, self.diff.cursor, step, Kind.LINE)
        if row is None:
            where = "below" if step > 0 else "above"
            hidden = " in the files shown (f shows others)" if self.filtered else ""
            self._tell(f"nothing is undecided {where}{hidden}")
        else:
            self._go_to(row)

    def action_hunk(self, step: int) -> None:
        self._go_to_next(step, (Kind.HUNK, Kind.FILE))

    def action_file(self, step: int) -> None:
        self._go_to_next(step, (Kind.FILE,))

    def _go_to_next(self, step: int, kinds: tuple[Kind, ...]) -> None:
        row = self.document.next_of(self.diff.cursor, step, kinds)
        if row is not None:
            self._go_to(row)

    def action_fold(self) -> None:
        row = self._row
        self.document = self.document.toggle(row)
        shown = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
        for pane in (self.diff, self.outline):
            pane.show_document(self.document, shown)
        self._tell()

    def action_break_rename(self) -> None:
        number = self._row.file
        if self.plan.patch.files[number].fact(FactKind.RENAME) is None:
            self._tell("this file is not renamed")
        else:
            path = self.plan.patch.files[number].path
            self._do(Break(path), told="now a deletion and a creation")

    @work
    async def action_search(self) -> None:
        from splitter.tui.screens.ask import AskText  # noqa: PLC0415

        text = await self.app.push_screen_wait(AskText("Search (Enter again: next)", self.found))
        if text:
            self.found = text
            row = self.document.search(text, self.diff.cursor, 1)
            if row is None:
                self._tell(f"'{safe(text)}' is nowhere in this diff")
            else:
                self._go_to(row)

    @work
    async def action_filter(self) -> None:
        from splitter.tui.screens.ask import AskText  # noqa: PLC0415

        question = AskText("Only files whose path has (none: all)", self.filtered)
        text = await self.app.push_screen_wait(question)
        offered = self.session.offers(self.plan.patch)
        files = [file for file in self.document.matching(text) if file in offered]
        if not files:
            self._tell(f"no file has '{safe(text)}' in its path")
            return
        self.filtered = text
        only = f"   only: {safe(text)} ({len(files)} of {len(offered)} files)" if text else ""
        self.query_one("#title", Words).say(self._title + only)
        self.document = self.document.only(files)
        for pane in (self.diff, self.outline):
            pane.show_document(self.document, Row(Kind.FILE, files[0]))
        self._tell(f"{len(files)} of {len(offered)} files")

    # Parts

    @work
    async def action_give_to(self) -> None:
        from splitter.tui.screens.ask import AskText  # noqa: PLC0415

        last = len(self.plan.parts) + 1
        answer = await self.app.push_screen_wait(AskText(f"To which part? 1 to {last}"))
        if answer.strip().isdecimal() and 1 <= int(answer) <= last:
            self._give(int(answer), self._selection)
        elif answer:
            self._tell(f"'{safe(answer)}' is no part; there are 1 to {last}")

    def action_merge_part(self) -> None:
        number = self.parts.current
        if number in (REST, DROPPED) or number == 1:
            self._tell("there is no part before it to merge into")
        else:
            self._do(Merge(number, number - 1), told=f"part {number} is in part {number - 1}")
            self.parts.choose(number - 1)

    def action_choose(self, by: int) -> None:
        self.parts.move_to(self.parts.cursor + by, tell=False)
        self._tell()

    def action_add_part(self) -> None:
        if len(self.plan.parts) < MAX_PARTS:
            self._do(Add())
            self.parts.choose(len(self.plan.parts))

    def action_remove_part(self) -> None:
        number = self.parts.current
        if number in (REST, DROPPED):
            self._tell(f"{self.plan.name(number)} is no part that can be removed")
        else:
            self._do(Remove(number), told=f"part {number} is gone; its changes are rest")

    def action_move_part(self, by: int) -> None:
        number = self.parts.current
        if number not in (REST, DROPPED) and 1 <= number + by <= len(self.plan.parts):
            self._do(Move(number, number + by))
            self.parts.choose(number + by)

    def action_heir(self) -> None:
        number = self.parts.current
        if number == DROPPED:
            self._tell("what is dropped cannot be the heir")
        else:
            self._do(MakeHeir(number), told=f"{self.plan.name(number)} is the heir")

    @work
    async def action_message(self) -> None:
        await self._write_message(self.parts.current)

    async def _write_message(self, number: int, why: str = "") -> bool:
        """Let the user write a part's message; says whether it is there afterwards."""
        from splitter.tui.screens.message import MessageScreen  # noqa: PLC0415

        if number == DROPPED:
            self._tell("what is dropped has no message")
            return False
        title = why or f"Message of {self.plan.name(number)}"
        screen = MessageScreen.of(self.session, self.plan, number, title)
        message = await self.app.push_screen_wait(screen)
        if message is None:
            return False
        if message != self.plan.part(number).message:
            self._do(Describe(number, message))
        return bool(message.strip())

    def action_editor(self) -> None:
        number = self.parts.current
        if number == DROPPED:
            self._tell("what is dropped has no message")
            return
        message, told = self.plan.part(number).message, ""
        with self.app.suspend():
            try:
                message = self.session.edit_message(self.plan, number)
            except SplitError as error:  # an error that left here would leave the terminal as it is
                told = str(error)
        if message != self.plan.part(number).message:
            self._do(Describe(number, message))
        self._tell(told)

    # Undo

    def action_undo(self) -> None:
        if self.history.past:
            self._show(self.history.undo(), self.keeper.undid() or "undone")

    def action_redo(self) -> None:
        if self.history.future:
            self._show(self.history.redo(), self.keeper.redid() or "done again")

    # Other screens

    def action_preview(self) -> None:
        from splitter.tui.screens.preview import PreviewScreen  # noqa: PLC0415

        row, line = self._row, (0, 0)
        if row.kind is Kind.LINE:
            line = (self.document.line(row).old, self.document.line(row).new)
        elif row.kind is Kind.HUNK:
            hunk = self.plan.patch.files[row.file].hunks[row.index]
            line = (hunk.old_start, hunk.new_start)
        previewer, number = self.session.previewer(), self.parts.current
        self.app.push_screen(PreviewScreen(previewer, self.plan, number, row.file, line))

    @work
    async def action_write(self) -> None:
        from splitter.tui.screens.last_look import LastLook  # noqa: PLC0415

        rewrite = await self._prepare()
        if rewrite is None:
            return
        look = LastLook(self.session, rewrite)
        if await self.app.push_screen_wait(look):
            self.app.exit(rewrite)

    async def _prepare(self) -> Rewrite | None:
        """The rewrite of the plan as it stands; missing messages are asked for first."""
        if not self.has_work:
            self._tell("there is only the rest so far: press 1 on what does not belong here")
            return None
        for number in self.plan.without_empty_rest().order:
            name = self.plan.name(number)
            has_message = bool(self.plan.part(number).message.strip())
            if not has_message and not await self._write_message(number, f"{name} needs a message"):
                self._tell(f"{name} has no message yet")
                return None
        try:
            return self.session.prepare(self.plan.without_empty_rest())
        except SplitError as error:
            self._tell(f"{error}" + (f" ({error.hint})" if error.hint else ""))
            return None

    def action_help(self) -> None:
        from splitter.tui.screens.help import HelpScreen  # noqa: PLC0415

        self.app.push_screen(HelpScreen())

    @work
    async def action_leave(self) -> None:
        from splitter.tui.screens.ask import AskKey  # noqa: PLC0415

        if not self.has_work:
            self.session.forget_draft()
            self.app.exit(None)
            return
        question = AskKey(
            "Leave without splitting?",
            {"y": "leave; the draft is kept", "d": "leave, and forget the draft", "n": "stay"},
        )
        answer = await self.app.push_screen_wait(question)
        if answer == "y":
            self.let_go()
        elif answer == "d":
            self.session.forget_draft()
        if answer in ("y", "d"):
            self.app.exit(None)
