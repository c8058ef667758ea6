"""The controllers of the main screen, and their methods by the names of the actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED, REST
from splitter.tui.main.controllers.assigning import Assigning
from splitter.tui.main.controllers.editing import Editing
from splitter.tui.main.controllers.leaving import Leaving, OtherScreens
from splitter.tui.main.controllers.marking import Marking
from splitter.tui.main.controllers.navigating import Navigating
from splitter.tui.main.controllers.part_actions import PartActions
from splitter.tui.main.controllers.searching import Searching
from splitter.tui.main.controllers.undoing import Undoing
from splitter.tui.main.controllers.viewing import Viewing
from splitter.tui.main.controllers.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from splitter.tui.main.context import Context


class Controllers:
    """The controllers of the main screen."""

    def __init__(self, context: Context, back: Callable[[], None] | None) -> None:
        """``back`` is as in `SplitScreen`."""
        self.context = context
        self.assigning = Assigning(context)
        self.marking = Marking(context)
        self.editing = Editing(context)
        self.navigating = Navigating(context)
        self.searching = Searching(context)
        self.viewing = Viewing(context)
        self.part_actions = PartActions(context)
        self.undoing = Undoing(context)
        self.writing = Writing(context)
        self.leaving = Leaving(context, back)
        self.other_screens = OtherScreens(context)

    def methods(self) -> Mapping[str, Callable[[], object]]:
        """The methods by the names of the actions."""
        return {
            **{f"assign-{digit}": partial(self.assigning.assign, digit) for digit in range(1, 10)},
            "assign-rest": partial(self.assigning.assign, REST),
            "drop": partial(self.assigning.assign, DROPPED),
            "assign": self.assigning.assign_to_marked,
            "assign-to": self.assigning.assign_to_picked,
            "assign-file": self.assigning.assign_file,
            "assign-matches": self.assigning.assign_matches,
            "assign-whitespace": self.assigning.assign_whitespace_only,
            "assign-move": self.assigning.assign_move,
            "undo": self.undoing.undo,
            "redo": self.undoing.redo,
            "write": self.writing.write,
            "quit": self.leaving.leave,
            "exit": self.leaving.quit,
            "help": self.other_screens.help,
            "palette": self.other_screens.palette,
            "theme": self.other_screens.theme,
            "suspend": self.other_screens.suspend,
            "up": partial(self.navigating.move, -1),
            "down": partial(self.navigating.move, 1),
            "page-up": partial(self.navigating.page, -1),
            "page-down": partial(self.navigating.page, 1),
            "half-page-up": partial(self.navigating.half_page, -1),
            "half-page-down": partial(self.navigating.half_page, 1),
            "first": self.navigating.first,
            "last": self.navigating.last,
            "next": partial(self._next, 1),
            "previous": partial(self._next, -1),
            "next-of-part": partial(self.navigating.of_part, 1),
            "previous-of-part": partial(self.navigating.of_part, -1),
            "next-hunk": partial(self.navigating.hunk, 1),
            "previous-hunk": partial(self.navigating.hunk, -1),
            "next-file": partial(self.navigating.file, 1),
            "previous-file": partial(self.navigating.file, -1),
            "other-half": self.navigating.other_half,
            "next-pane": partial(self.navigating.next_pane, 1),
            "previous-pane": partial(self.navigating.next_pane, -1),
            "shift-left": partial(self.navigating.shift, -1),
            "shift-right": partial(self.navigating.shift, 1),
            "search": self.searching.search,
            "next-match": partial(self.searching.match, 1),
            "previous-match": partial(self.searching.match, -1),
            "mark": self.marking.mark,
            "mark-block": self.marking.mark_block,
            "extend-down": partial(self.marking.extend, 1),
            "extend-up": partial(self.marking.extend, -1),
            "unmark": self.marking.unmark,
            "split-hunk": self.editing.split_hunk,
            "line-up": partial(self.editing.shift_line, -1),
            "line-down": partial(self.editing.shift_line, 1),
            "edit": self.editing.edit,
            "edit-file": self.editing.edit_file,
            "edit-other": self.editing.edit_other,
            "break-rename": self.editing.break_rename,
            "next-part": partial(self.part_actions.choose, 1),
            "previous-part": partial(self.part_actions.choose, -1),
            "new-part": self.part_actions.add,
            "message": self.part_actions.message,
            "editor": self.part_actions.editor,
            "remove-part": self.part_actions.remove,
            "merge-part": self.part_actions.merge,
            "part-earlier": partial(self.part_actions.move, -1),
            "part-later": partial(self.part_actions.move, 1),
            "keep-identity": self.part_actions.make_heir,
            "copy": self.viewing.copy,
            "filter": self.viewing.filter,
            "fold": self.viewing.fold,
            "fold-all": self.viewing.fold_all,
            "more-context": partial(self.viewing.more_context, 10),
            "less-context": partial(self.viewing.more_context, -10),
            "preview": self.viewing.preview,
            "preview-pane": self.viewing.preview_pane,
            "outline-pane": self.viewing.outline_pane,
            "preview-file": self.viewing.preview_file,
        }

    def _next(self, step: int) -> None:
        """Go to the next match while a search is on, else to the next unassigned change."""
        if self.context.diff.known.found:
            self.searching.match(step)
        else:
            self.navigating.unassigned(step)
