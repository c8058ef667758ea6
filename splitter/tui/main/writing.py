"""The way to a new history: what is missing is asked for, then there is a last look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import line_with
from splitter.core.plan.plan import Plan
from splitter.errors import RestackConflict, SplitError
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.part_actions import Composing
from splitter.view.assigning import hunks, parts
from splitter.view.phrases.wording import all_in_one, refusal_in_words
from splitter.view.text.display import safe

if TYPE_CHECKING:
    from splitter.core.plan.warnings import PlanWarning
    from splitter.core.rewrite.rewrite import Rewrite


class Finishing(Composing):
    """Writes the history, with the user's consent."""

    _doubt: PlanWarning | None = None  # the one that was looked at last

    @property
    def _following(self) -> str:
        """Which refs follow: see `Session.which`."""
        return self.work.draft.update_refs or self.session.which

    def _choose_refs(self, which: str) -> None:
        """Let the draft keep which refs follow."""
        self._do(parts.choose_refs(which))

    @conversation
    async def action_write(self) -> None:
        if await self._complete():
            while await self._look():
                pass

    async def _look(self) -> bool:
        """Take a last look, and at a doubt from there; whether to take another one after that."""
        from splitter.tui.dialogs.progress import preparing  # noqa: PLC0415
        from splitter.tui.dialogs.review import Review  # noqa: PLC0415

        plan, which = self.plan.without_empty_rest(), self._following
        rewrite = await self._ask(preparing(self.session, plan, which))
        if rewrite is None:
            self._tell("given up; nothing is changed")
            return False
        if isinstance(rewrite, SplitError):
            which, rewrite = "head", await self._without_others(plan, rewrite)
            if rewrite is None:
                return False
        look = Review(self.session, rewrite, which, self._doubt)
        look.chosen = self._choose_refs
        looked_at = await self._ask(look)
        if looked_at is not None:
            self._is_left = True
            self.app.exit(looked_at)
        elif look.to_doubt:
            return await self._show_doubt(look.to_doubt, look.warnings)
        return False

    async def _complete(self) -> bool:
        """Whether there is something to write; missing messages are asked for."""
        if not self.work.is_begun:
            self._tell("there is only the rest so far: press 1 on what does not belong here")
            return False
        if self.plan.alone is not None:
            self._tell(all_in_one(self.plan, self.plan.alone))
            return False
        plan = self.plan.without_empty_rest()
        missing = [number for number in plan.order if not plan.part(number).message.strip()]
        for count, number in enumerate(missing, 1):
            name = self.plan.name(number)
            which = f" ({count} of {len(missing)})" if len(missing) > 1 else ""
            if not await self._write_message(number, f"{name} needs a message{which}"):
                self._tell(f"{name} has no message yet")
                return False
        return self._has_place()

    def _has_place(self) -> bool:
        """Whether every text has a place to stand; else the cursor goes there."""
        problem = next(self.plan.misplaced(), None)
        if problem is None or problem.at is None:
            return True
        file, change = problem.at
        self._show_changes(file, [change])
        self._mark_part(problem.part)
        self._tell(f"r with no text takes it away: {problem.text}")
        return False

    async def _without_others(self, plan: Plan, error: SplitError) -> Rewrite | None:
        """Show why a plan cannot be written; the rewrite in which only HEAD's branch follows, where
        that goes and the user wants it.

        Whether it goes is found out by preparing it: no refusal says so by itself, and an answer
        that leads into the next refusal is none.
        """
        from splitter.tui.dialogs.progress import preparing  # noqa: PLC0415
        from splitter.tui.dialogs.question import AskKey  # noqa: PLC0415

        told = refusal_in_words(error)
        self._tell(told)
        alone = None
        if self._following != "head":
            alone = await self._ask(preparing(self.session, plan, "head", is_new=True))
        if isinstance(alone, SplitError):
            alone = None
        answers = {"b": "let only this branch follow, and look at that"} if alone else {}
        answer = await self._ask(AskKey(safe(told), {**answers, "q": "back; nothing is changed"}))
        if answer == "b":
            self._choose_refs("head")
            return alone
        if isinstance(error, RestackConflict):
            self._show_dropped(error.paths)
            self._tell(told)
        return None

    def _show_dropped(self, paths: Sequence[bytes]) -> None:
        """Go to the first change that is dropped in the first of these files; where they have none,
        as above it has another name, to the first of all.
        """
        files = self.plan.patch.files

        def place(number: int) -> int:
            sides = [side.path for side in (files[number].new, files[number].old) if side]
            return next((at for at, path in enumerate(paths) if path in sides), len(paths))

        file = min(self.plan.choices.having(DROPPED), key=place)
        choice = self.plan.choices[file]
        firsts = choice.find(DROPPED), choice.find(DROPPED, files[file].added.start)
        self._show_changes(file, [change for change in firsts if change >= 0])

    def _show_changes(self, file: int, changes: Iterable[int]) -> None:
        """Go to the first row that stands for one of these changes, also of a file that the filter
        leaves out.
        """
        if file not in self.document.files:
            self._show_only("")
        if file in self.document.files:
            self._jump_to(min(self.document.y_of(file, change) for change in changes))

    async def _show_doubt(self, doubt: PlanWarning, found: list[PlanWarning]) -> bool:
        """Go to one of the doubts found, and show the file after the part of which it is; whether
        to go back to the last look from there.
        """
        from splitter.tui.dialogs.preview import DoubtScreen  # noqa: PLC0415

        self._doubt = doubt
        self._show_changes(doubt.file, [doubt.change])
        self._mark_part(doubt.number)
        _, line = line_with(self.plan.patch.files[doubt.file], doubt.change)
        place = f"place {found.index(doubt) + 1} of {len(found)}" if len(found) > 1 else ""
        screen = DoubtScreen(
            self.session.previewer,
            self.plan,
            doubt.number,
            doubt.file,
            (line.old, line.new),
            place,
            self._shift_standing,
        )
        screen.change = doubt.change
        to_diff = await self._ask(screen)
        if to_diff:
            self._tell(": ".join(filter(None, (place, "w goes back to the last look"))))
            if self.preview.display:
                self._as_file = True
                self._show_preview()
        return to_diff is False

    def _shift_standing(self, number: int, file: int, change: int, by: int) -> tuple[Plan, str]:
        """Move a line in a file as it stands after a part; the plan then, and what is told."""
        self._do(hunks.shift_standing(self.plan, number, file, change, by))
        return self.plan, self._told
