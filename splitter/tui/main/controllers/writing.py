"""Writing the new commits: missing messages are asked for, then the review opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from splitter.core.draft.commands import UpdateRefs
from splitter.core.options import DroppedChanges, UpdatedRefs
from splitter.core.plan.changes import without_empty_rest
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import line_with
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.conflicts import ConflictsFound
from splitter.core.rewrite.refs import short
from splitter.errors import RestackConflict, SplitError
from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Context, Controller
from splitter.tui.main.emptied import ask_about_emptied
from splitter.tui.main.messages import write_message
from splitter.tui.main.resolving import resolve_conflicts, still_open
from splitter.view.assigning import hunks, parts
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.edit_rows import y_of_edit
from splitter.view.phrases import conflicts, status
from splitter.view.phrases import review as review_phrases
from splitter.view.phrases.wording import all_in_one, refusal_in_words
from splitter.view.text.display import safe

if TYPE_CHECKING:
    from splitter.core.plan.warnings import PlanWarning
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.tui.dialogs.review import Choice


def _only(rewrite: Rewrite) -> str:
    """The name of the only ref that moves."""
    return short(rewrite.updates[0].name)


class Writing(Controller):
    """Prepares the rewrite, and has it reviewed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        #: The warning that was shown last.
        self._warning: PlanWarning | None = None

    def take_options(self) -> None:
        """Let the options of the command line replace the choices in the draft."""
        session, draft = self.context.session, self.context.work.draft
        if session.is_update_refs_given and draft.update_refs not in (None, session.update_refs):
            self._choose(session.update_refs)
        if session.is_dropped_given and draft.dropped not in (None, session.dropped):
            self._choose(session.dropped)

    @property
    def _following(self) -> UpdatedRefs:
        """The refs to update: see `Session.update_refs`."""
        return self.context.work.draft.update_refs or self.context.session.update_refs

    @property
    def _dropped(self) -> DroppedChanges:
        """The fate of dropped changes: see `Session.dropped`."""
        return self.context.work.draft.dropped or self.context.session.dropped

    def _choose(self, choice: Choice) -> None:
        """Save a choice of the review in the draft."""
        if isinstance(choice, UpdatedRefs):
            self._choose_refs(choice)
        elif isinstance(choice, DroppedChanges):
            self.context.apply(parts.choose_dropped(choice))
        else:
            self.context.apply(Outcome(choice))

    def _choose_refs(self, update_refs: UpdatedRefs) -> None:
        """Save in the draft which refs to update."""
        self.context.apply(parts.choose_refs(update_refs))

    @conversation
    async def write(self) -> None:
        """Ask for missing messages, then open the review."""
        if await self._complete():
            while await self._review():
                pass

    async def _review(self) -> bool:
        """Open the review, and a warning from there.  Returns whether to open it again then."""
        plan, update_refs = without_empty_rest(self.context.plan), self._following
        rewrite = await self.context.ask(
            dialogs.progress.preparing(self.context.session, plan, update_refs, self._dropped)
        )
        if rewrite is None:
            self.context.say(status.CANCELLED)
            return False
        if isinstance(rewrite, ConflictsFound):
            is_resolved = await resolve_conflicts(self.context, rewrite)
            if not is_resolved:
                self._show_dropped(rewrite.paths)
                self.context.say(conflicts.back(still_open(self.context, rewrite)))
            return is_resolved
        if isinstance(rewrite, SplitError):
            update_refs, rewrite = UpdatedRefs.HEAD, await self._without_others(plan, rewrite)
            if rewrite is None:
                return False
        if rewrite.undecided:
            return await ask_about_emptied(self.context, rewrite)
        review = dialogs.review.Review(
            self.context.session, rewrite, update_refs, self._dropped, self._warning
        )
        review.chosen = self._choose
        reviewed = await self.context.ask(review)
        if reviewed is not None:
            self.context.is_left = True
            self.app.exit(reviewed)
        elif review.to_warning:
            return await self._show_warning(review.to_warning, review.warnings)
        return False

    async def _complete(self) -> bool:
        """True if there is something to write; missing messages are asked for."""
        if not self.context.work.is_begun:
            self.context.say(status.ALL_UNASSIGNED)
            return False
        if self.context.plan.alone is not None:
            self.context.say(all_in_one(self.context.plan, self.context.plan.alone))
            return False
        plan = without_empty_rest(self.context.plan)
        missing = [number for number in plan.order if not plan.part(number).message.strip()]
        for count, number in enumerate(missing, 1):
            name = self.context.plan.name(number)
            title = status.needs_message(name, count, len(missing))
            if not await write_message(self.context, number, title):
                self.context.say(status.no_message(name))
                return False
        return self._has_place()

    def _has_place(self) -> bool:
        """True if every edit applies; if not, go to the first that does not."""
        plan = without_empty_rest(self.context.plan)
        edit = next((one for one in plan.edits if plan.why_misplaced(one)), None)
        problem = next(plan.misplaced(), None)
        if edit is None or problem is None:
            return True
        self._show_edit(edit)
        self.context.mark_part(problem.part)
        self.context.say(status.misplaced_edit(problem.text))
        return False

    async def _without_others(self, plan: Plan, error: SplitError) -> Rewrite | None:
        """Show why a plan cannot be written, and offer a rewrite of HEAD's branch only.

        Returns that rewrite, if there is one and the user wants it.  It is prepared before it is
        offered, since it may be refused as well.
        """
        refusal = refusal_in_words(error)
        self.context.say(refusal)
        alone = None
        if self._following is not UpdatedRefs.HEAD:
            alone = await self.context.ask(
                dialogs.progress.preparing(
                    self.context.session,
                    plan,
                    UpdatedRefs.HEAD,
                    self._dropped,
                    UpdateRefs(UpdatedRefs.HEAD),
                )
            )
        if isinstance(alone, SplitError):
            alone = None
        answers = {"b": review_phrases.review_only(_only(alone))} if alone else {}
        answer = await self.context.ask(
            dialogs.question.AskKey(safe(refusal), {**answers, "q": review_phrases.BACK_UNCHANGED})
        )
        if answer == "b":
            self._choose_refs(UpdatedRefs.HEAD)
            return alone
        if isinstance(error, RestackConflict):
            self._show_dropped(error.paths)
            self.context.say(refusal)
        return None

    def _show_dropped(self, paths: Sequence[bytes]) -> None:
        """Go to the first dropped or edited change of the first of these files.

        Where no file has one of these paths, since it was renamed, it is the first of all.
        """
        plan = self.context.plan
        files = plan.patch.files

        def place(number: int) -> int:
            sides = [side.path for side in (files[number].new, files[number].old) if side]
            return next((at for at, path in enumerate(paths) if path in sides), len(paths))

        changing = {*plan.assignment.having(DROPPED), *plan.edited_for_good}
        file = min(sorted(changing), key=place)
        choice = plan.assignment[file]
        firsts = choice.find(DROPPED), choice.find(DROPPED, files[file].added.start)
        changes = [change for change in firsts if change >= 0]
        if changes:
            self._show_changes(file, changes)
        else:
            self._show_edit(next(one for one in plan.edits_of(file) if one.until is Until.END))

    def _show_edit(self, edit: Edit) -> None:
        """Go to an edit; end the filter if it hides the file."""
        context = self.context
        if edit.file not in context.document.files:
            context.show_only("")
        if edit.file in context.document.files:
            context.cursor.jump_to(y_of_edit(context.document, edit.file, edit.location))

    def _show_changes(self, file: int, changes: Iterable[int]) -> None:
        """Go to the first row of some changes of a file; end the filter if it hides the file."""
        if file not in self.context.document.files:
            self.context.show_only("")
        if file in self.context.document.files:
            self.context.cursor.jump_to(
                min(self.context.document.y_of(file, change) for change in changes)
            )

    async def _show_warning(self, warning: PlanWarning, found: list[PlanWarning]) -> bool:
        """Go to one of the warnings, and show the file after its part.

        Returns whether to go back to the review.
        """
        self._warning = warning
        self._show_changes(warning.file, [warning.change])
        self.context.mark_part(warning.number)
        _, line = line_with(self.context.plan.patch.files[warning.file], warning.change)
        place = status.warning_place(found.index(warning) + 1, len(found))
        screen = dialogs.preview.WarningScreen(
            self.context.session.previewer,
            self.context.plan,
            warning.number,
            warning.file,
            (line.old, line.new),
            place,
            self._shift_standing,
        )
        screen.change = warning.change
        to_diff = await self.context.ask(screen)
        if to_diff:
            self.context.say(": ".join(filter(None, (place, status.BACK_TO_REVIEW))))
            if self.context.preview.display:
                self.context.previews_file = True
                self.context.show_preview()
        return to_diff is False

    def _shift_standing(self, number: int, file: int, change: int, by: int) -> tuple[Plan, str]:
        """Move a line in a file as it is after a part.  Returns the plan then, and the message."""
        self.context.apply(hunks.shift_standing(self.context.plan, number, file, change, by))
        return self.context.plan, self.context.shown_message
