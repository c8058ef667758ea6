"""One split, from reading a commit to a rewritten history.

The screen and the command line reach git only through this module.  `load` reads; `Session.prepare`
detects everything that could go wrong and builds all new objects in memory; `Session.write` writes
the rewrite.  `undo` undoes the last split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from splitter import gitio
from splitter.core.diff.model import FilePatch, Patch
from splitter.core.message.trailers import inheritance, parse_message
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs, configured
from splitter.core.plan import planfile
from splitter.core.plan.changes import with_rest, without_empty_rest
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Part, Plan, starting_plan
from splitter.core.rewrite.target import Target
from splitter.core.weave.weave import Weave, weave
from splitter.errors import SplitError
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.repository import Repository, open_repository
from splitter.gitio.read.state import refuse_operation
from splitter.gitio.read.target import (
    break_renames,
    match_paths,
    read_offered,
    read_patch,
    read_target,
)

if TYPE_CHECKING:
    from splitter.core.diff.file_changes import FileDetails
    from splitter.core.draft.undo_history import Entry, History
    from splitter.core.rewrite.conflicts import Conflict
    from splitter.core.rewrite.regions import Region
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.gitio.drafts.recorder import Recorder
    from splitter.gitio.rewrite.preview import Previewer
    from splitter.gitio.rewrite.rewriter import Rewriter, Written
    from splitter.gitio.undo.undo import Undone


class Session(Struct, frozen=True, dict=True):
    """A commit opened for splitting.  ``offered`` are the files that match the pathspecs.

    ``verify`` is whether the commit-msg hook runs, ``recovered`` a notice on a killed run that was
    completed, ``is_update_refs_given`` whether the command line, not the configuration, named the
    refs to update.  ``dropped`` is what becomes of dropped changes, ``is_dropped_given`` whether
    the command line chose it.
    """

    repository: Repository
    target: Target
    patch: Patch
    offered: frozenset[int]
    update_refs: UpdatedRefs
    verify: bool
    empty: EmptyCommits | None = None
    recovered: str = ""
    is_update_refs_given: bool = False
    dropped: DroppedChanges = DroppedChanges.KEEP
    is_dropped_given: bool = False

    def close(self) -> None:
        """Release the draft, end the processes, and remove temporary files."""
        if "_recorder" in self.__dict__:
            self._recorder.close()
        if "_previewer" in self.__dict__:
            self._previewer.close()
        self.repository.close()

    def refuse_unreached(self) -> None:
        """Raise StateRefused where no ref to update contains the target, before the user starts.

        `prepare` detects that as well.
        """
        gitio.refs.reach.refuse_unreached(self.repository, self.target.oid, self.update_refs)

    # Plans

    def start(self) -> Plan:
        """The plan to start from: everything in the rest, with the target's message."""
        return starting_plan(self.patch, self.default_message)

    @property
    def default_message(self) -> str:
        """The target's message without the trailers, which are distributed automatically."""
        return parse_message(self.target.message).body + "\n"

    def inherited_trailers(self, plan: Plan, number: int) -> str:
        """The trailers that a part gets in addition to those in its message."""
        texts = [plan.part(other).message for other in plan.order]
        shared = inheritance(self.target.message, texts)
        return shared.added(plan.part(number).message or "-", is_heir=number == plan.heir)

    def read_plan(self, text: str) -> Plan:
        """The plan that a plan file describes.  Raises PlanRefused with the line of the error."""
        return self.read_plan_with_notes(text)[0]

    def read_plan_with_notes(self, text: str) -> tuple[Plan, list[str]]:
        """The plan that a plan file describes, and notes on what it leaves out.

        Raises PlanRefused with the line of the error.
        """
        oid, message = self.target.oid, self.default_message
        return planfile.read.read_plan_by_hand(text, self.patch, oid, self._sources, message)

    @property
    def _sources(self) -> planfile.read.Sources:
        """The functions by which a plan file is read beside the patch."""
        return planfile.read.Sources(
            self.break_renames, self._count_old_lines, self._match_paths, self.open_untouched
        )

    def _match_paths(self, pathspec: str) -> frozenset[bytes]:
        """The paths that the target changes and that match a pathspec."""
        return match_paths(self.repository, self.target, [pathspec])

    def files_matching(self, pathspecs: Sequence[str]) -> frozenset[int]:
        """The numbers of the files that match some pathspecs.

        Raises TargetRefused with a pathspec that matches none.
        """
        each = [[one] for one in pathspecs] if len(pathspecs) > 1 else []
        for wanted in (*each, pathspecs):
            found = read_offered(self.repository, self.target, self.patch, wanted)
        return found

    def _count_old_lines(self, file: FilePatch) -> int:
        """The number of lines of the old version of a text file."""
        return len(_lines(self.repository, file.old.oid)) if file.old else 0

    def break_rename(self, patch: Patch, number: int) -> Patch:
        """The patch with a renamed file broken into a deletion and a creation."""
        return self.break_renames(patch, [number])

    def break_renames(self, patch: Patch, numbers: Sequence[int]) -> Patch:
        """The patch with several renamed files broken, each into a deletion and a creation."""
        return break_renames(self.repository, self.target, patch, numbers)

    def open_untouched(self, patch: Patch, path: bytes) -> FilePatch:
        """A text file that the commit does not touch, as its tree has it, or one to create.

        Raises PlanRefused for any other path.
        """
        return gitio.read.untouched.read_untouched(self.repository, self.target, patch, path)

    def file_paths(self) -> list[bytes]:
        """The paths of the regular files that the commit has.  Raises GitFailed."""
        return gitio.read.untouched.file_paths(self.repository, self.target)

    def lines(self, patch: Patch, number: int) -> list[bytes]:
        """The lines of a file after the commit; of a deleted file, before it."""
        file = patch.files[number]
        side = file.new or file.old
        return _lines(self.repository, side.oid) if side else []

    def weave(self, patch: Patch, number: int) -> Weave:
        """The weave of a text file.  Raises SplitError where git's diff does not rebuild it."""
        return _weave(self.repository, patch.files[number])

    def offers(self, patch: Patch) -> list[int]:
        """The numbers of the files that match the pathspecs, or that only edits touch."""
        sides = [(f.old, f.new) for n, f in enumerate(self.patch) if n in self.offered]
        paths = {side.path for pair in sides for side in pair if side}
        return [
            number for number, file in enumerate(patch) if file.is_untouched or file.path in paths
        ]

    def begun(self, plan: Plan) -> bool:
        """True if a plan with its rest in a commit differs from the plan to start from."""
        undecided = plan.rest == Part(self.default_message) and plan.chosen_heir is None
        return not undecided or bool(
            plan.parts or plan.orders or plan.patch.broken or plan.tallies.keys() - {REST}
        )

    # Drafts

    @cached_property
    def _recorder(self) -> Recorder:
        return gitio.drafts.recorder.Recorder(drafts_of(self.repository), self.target.oid)

    def kept_in_words(self) -> str:
        """The draft that is kept for this commit, in words; "" for none."""
        if "_recorder" in self.__dict__ and self._recorder.trouble:
            return self._recorder.trouble
        drafts = drafts_of(self.repository)
        if drafts.has(self.target.oid):
            return "the draft is kept: run the same command to resume"
        is_aside = drafts.asides(self.target.oid)
        return "the draft is kept aside: run the same command to get it back" if is_aside else ""

    def open_draft(self) -> History | None:
        """The history of the draft for this commit, its rest in a commit; None for none that fits.

        Another git split that opens the commit gets no draft until this one ends.
        """
        return self._recorder.open(self._read_draft, self.break_rename)

    def asides(self) -> Iterator[History]:
        """The drafts kept aside for this commit that still fit, the latest first."""
        return self._recorder.asides(self._read_draft)

    def keep(self, history: History) -> Recorder:
        """Record from now on, to a history of `open_draft` or a new one.  Returns the recorder."""
        self._recorder.keep(history)
        return self._recorder

    def forget_draft(self) -> None:
        """Remove the draft of this commit, unless another git split has it open."""
        if "_recorder" in self.__dict__:
            self._recorder.forget()
        else:
            drafts_of(self.repository).remove(self.target.oid)

    def set_aside(self, plan: Plan) -> str:
        """Remove the draft, and keep its plan aside as ``<commit>.aside-<number>.toml``.

        Returns why that failed, else "".
        """
        return self._recorder.set_aside(plan)

    def _read_draft(self, text: str) -> Plan:
        plan = planfile.read.read_plan(text, self.patch, self.target.oid, self._sources)
        return with_rest(plan, self.default_message)

    # Reading

    def whitespace(self) -> tuple[str, dict[bytes, str]]:
        """The settings for whitespace errors: ``core.whitespace``, and the attribute of each path.

        Call it in a thread.  Raises GitFailed.
        """
        setting = self.repository.config.get("core.whitespace", "")
        paths = [file.path for file in self.patch]
        return setting, gitio.git.attributes.read_attribute(self.repository, "whitespace", paths)

    def look_into(self, files: Sequence[FilePatch]) -> list[FileDetails]:
        """The details of the file changes of some files, beyond those in the patch."""
        return gitio.read.file_details.look_into(self.repository, files)

    # Writing

    @cached_property
    def _rewriter(self) -> Rewriter:
        return gitio.rewrite.rewriter.Rewriter(
            self.repository, self.target, self.verify, self.empty
        )

    def prepare(
        self,
        plan: Plan,
        update_refs: UpdatedRefs | None = None,
        cancelled: Callable[[], bool] = bool,
        *,
        dropped: DroppedChanges | None = None,
        act: Entry | None = None,
    ) -> Rewrite:
        """Build the whole rewrite of a plan in memory, and detect everything that could go wrong.

        ``update_refs`` and ``dropped`` replace the session's settings; ``act`` is the entry that
        chooses one of them and is not recorded yet: an undo restores it with the others.  It may be
        called from any thread, and is faster for the plan of the last call.

        Raises any SplitError, Cancelled once ``cancelled``; the repository is untouched either way.
        """
        log = self._recorder.log(act) if "_recorder" in self.__dict__ else b""
        return self._rewriter.prepare(
            plan, update_refs or self.update_refs, dropped or self.dropped, cancelled, log
        )

    def refuse_operation(self) -> None:
        """Raise StateRefused where an operation has begun that must be finished first."""
        refuse_operation(self.repository, self.target.oid)

    def merged_text(self, conflict: Conflict) -> bytes | None:
        """The text of a conflict with conflict markers; None for a binary file."""
        return gitio.rewrite.conflicts.merged_text(self.repository, conflict)

    def places_of(self, conflict: Conflict) -> list[Region]:
        """The places of a text in conflict, with the lines of each side."""
        return gitio.rewrite.conflicts.places(self.repository, conflict)

    def remembered(self, conflict: Conflict) -> bytes | None:
        """The text by which git's rerere has resolved a conflict before; None without one."""
        if not (gitio.rewrite.conflicts.remembers(self.repository) and conflict.at.has_text):
            return None
        return gitio.rewrite.conflicts.remembered(self.repository, conflict)

    def merge_with_tool(self, conflict: Conflict) -> bytes | None:
        """The text after the user's merge tool; None where the conflict was not resolved.

        The terminal belongs to the tool meanwhile.  Raises StateRefused where it fails.
        """
        return gitio.rewrite.conflicts.merge_with_tool(self.repository, conflict)

    def store(self, rewrite: Rewrite) -> None:
        """Write the new objects, and nothing that refers to them."""
        self._rewriter.store(rewrite)

    def write(self, rewrite: Rewrite) -> Written:
        """Write the rewrite, and remove the draft.  Returns warnings from notes and hooks.

        Raises RefsMoved where a ref moved since it was read; then nothing has changed.
        """
        written = self._rewriter.write(rewrite)
        self.forget_draft()
        return written

    # Previews

    def previewer(self) -> Previewer:
        """The previewer of parts as commits; it may be used from other threads."""
        return self._previewer

    @cached_property
    def _previewer(self) -> Previewer:
        return gitio.rewrite.preview.Previewer(self.repository, self.target, self.verify)

    def edit_message(self, plan: Plan, number: int) -> str:
        """A part's message after the user's editor, the part's diff below it.

        The terminal belongs to the editor meanwhile.  Raises StateRefused where the editor fails.
        """
        order = without_empty_rest(plan).order
        place = f", commit {order.index(number) + 1} of {len(order)}" if number in order else ""
        part = self._previewer.part(plan, number)
        diff = part.text.partition(b"\ndiff --git ") if part else ()
        return gitio.git.editor.edit_message(
            self.repository,
            plan.part(number).message,
            f"{plan.name(number)}{place}",
            b"".join(diff[1:]).lstrip(b"\n"),
        )

    def edit_file(self, path: bytes, content: bytes) -> bytes:
        """A file's content after the user's editor.

        The terminal belongs to the editor meanwhile.  Raises StateRefused where the editor fails.
        """
        return gitio.git.editor.edit_file(self.repository, path, content)

    def commits_above(self, update_refs: UpdatedRefs) -> int:
        """The number of commits above the target that a rewrite puts on the last part."""
        return self._rewriter.commits_above(update_refs)

    def hooks(self) -> list[str]:
        """The names of the hooks that will run."""
        messages = gitio.git.hooks.message_hooks(self.repository, self.verify)
        return [*messages, *gitio.git.hooks.installed(self.repository, ["post-rewrite"])]


@lru_cache(maxsize=8)
def _weave(repository: Repository, file: FilePatch) -> Weave:
    old, new = (repository.object(side.oid)[1] if side else b"" for side in (file.old, file.new))
    return weave(file, old, new)


@lru_cache(maxsize=8)
def _lines(repository: Repository, oid: str) -> list[bytes]:
    return list(BytesIO(repository.object(oid)[1]))


def load(
    cwd: Path,
    revision: str,
    pathspecs: Sequence[str] = (),
    update_refs: UpdatedRefs | None = None,
    verify: bool = True,
    empty: EmptyCommits | None = None,
    dropped: DroppedChanges | None = None,
) -> Session:
    """Open a commit for splitting, as `look_at` does.

    Raises SplitError also where the repository cannot be rewritten now.
    """
    session = look_at(cwd, revision, pathspecs, update_refs, verify, empty, dropped)
    try:
        refuse_operation(session.repository, session.target.oid)
    except SplitError:
        session.close()
        raise
    return session


def look_at(
    cwd: Path,
    revision: str,
    pathspecs: Sequence[str] = (),
    update_refs: UpdatedRefs | None = None,
    verify: bool = True,
    empty: EmptyCommits | None = None,
    dropped: DroppedChanges | None = None,
) -> Session:
    """Open a commit only to read it, whatever the state of the repository.

    ``update_refs`` defaults to ``split.updateRefs``, else all local branches; ``empty`` to
    ``split.empty``, else None: nobody has chosen; ``dropped`` to ``split.dropped``, else keep.
    Raises SplitError where the commit cannot be split.
    """
    repository, is_update_refs_given = open_repository(cwd), update_refs is not None
    is_dropped_given = dropped is not None
    try:
        update_refs = update_refs or configured(repository.config, "split.updateRefs", UpdatedRefs)
        if empty is None and "split.empty" in repository.config:
            empty = configured(repository.config, "split.empty", EmptyCommits)
        dropped = dropped or configured(repository.config, "split.dropped", DroppedChanges)
        recovered = _recover(repository)
        target = read_target(repository, revision)
        patch = read_patch(repository, target)
        offered = read_offered(repository, target, patch, pathspecs)
    except SplitError:
        repository.close()
        raise
    return Session(
        repository,
        target,
        patch,
        offered,
        update_refs,
        verify,
        empty,
        recovered,
        is_update_refs_given,
        dropped,
        is_dropped_given,
    )


def _recover(repository: Repository) -> str:
    """Complete the move of a killed run.  Returns a notice, or ""."""
    if not repository.is_interrupted:
        return ""
    return gitio.undo.journal.recover(repository)


def undo(cwd: Path) -> Undone:
    """Undo the last split of the repository.

    Raises RefsMoved with the names of the refs that moved since; then nothing changes.
    """
    repository = open_repository(cwd)
    try:
        recovered = _recover(repository)
        undone = gitio.undo.undo.undo(repository)
    finally:
        repository.close()
    return replace(undone, warnings=(recovered, *undone.warnings)) if recovered else undone
