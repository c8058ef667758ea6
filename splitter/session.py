"""One split, from reading a commit to a rewritten history.

The screen and the command line reach git only through this.  `load` reads; `Session.prepare` finds
out everything that could go wrong and builds all new objects in memory; `Session.write` makes it
so.  `undo` puts the last split back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from splitter import gitio
from splitter.core.diff.model import FilePatch, Patch
from splitter.core.message.trailers import inheritance, parse_message
from splitter.core.options import EmptyCommits, UpdatedRefs
from splitter.core.plan import planfile
from splitter.core.plan.changes import with_rest, without_empty_rest
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Part, Plan, starting_plan
from splitter.core.rewrite.target import Target
from splitter.errors import SplitError, UsageError
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.repository import Repository, open_repository
from splitter.gitio.read.state import refuse_operation
from splitter.gitio.read.target import break_renames, read_offered, read_patch, read_target

if TYPE_CHECKING:
    from splitter.core.diff.file_changes import FileDetails
    from splitter.core.draft.undo_history import Entry, History
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.gitio.drafts.recorder import Recorder
    from splitter.gitio.rewrite.preview import Previewer
    from splitter.gitio.rewrite.rewriter import Rewriter, Written
    from splitter.gitio.undo.undo import Undone

_Option = TypeVar("_Option", UpdatedRefs, EmptyCommits)


class Session(Struct, frozen=True, dict=True):
    """A commit opened for splitting.  ``offered`` are the files the pathspecs let through.

    ``verify`` says whether the commit-msg hook runs, ``mended`` what a killed run had left and is
    done now, ``is_update_refs_given`` that the command line named the refs to update, and not the
    configuration.
    """

    repository: Repository
    target: Target
    patch: Patch
    offered: frozenset[int]
    update_refs: UpdatedRefs
    verify: bool
    empty: EmptyCommits = EmptyCommits.KEEP
    mended: str = ""
    is_update_refs_given: bool = False

    def close(self) -> None:
        """Let go of the draft, end the processes that were kept, remove what previews needed."""
        if "_recorder" in self.__dict__:
            self._recorder.close()
        if "_previewer" in self.__dict__:
            self._previewer.close()
        self.repository.close()

    def refuse_unreached(self) -> None:
        """Raise StateRefused where no ref would follow a split, as it may be known from the start.

        `prepare` finds that out as well.
        """
        gitio.refs.reach.refuse_unreached(self.repository, self.target.oid, self.update_refs)

    # Plans

    def start(self) -> Plan:
        """The plan one begins with: everything in the rest, under the target's message."""
        return starting_plan(self.patch, self.default_message)

    @property
    def default_message(self) -> str:
        """The target's message without the trailers, which are shared out by themselves."""
        return parse_message(self.target.message).body + "\n"

    @property
    def change_id(self) -> str:
        """The target's Change-Id, which the heir keeps; "" where it has none."""
        return parse_message(self.target.message).change_id

    def inherited_trailers(self, plan: Plan, number: int) -> str:
        """The trailers that a part gets beside what is written into its message."""
        texts = [plan.part(other).message for other in plan.order]
        due = inheritance(self.target.message, texts)
        text = plan.part(number).message or "-"
        whole = due.heir(text) if number == plan.heir else due.other(due.read(text))
        written = due.read(text).trailers
        return "\n".join(t.text for t in whole.trailers if t not in written)

    def read_plan(self, text: str) -> Plan:
        """The plan that a plan file describes.  Raises PlanRefused with the line at fault."""
        return self.read_plan_with_notes(text)[0]

    def read_plan_with_notes(self, text: str) -> tuple[Plan, list[str]]:
        """The plan that a plan file describes, and notes on what it leaves out.

        Raises PlanRefused with the line at fault.
        """
        oid, message = self.target.oid, self.default_message
        return planfile.read.read_plan_by_hand(text, self.patch, oid, self.break_renames, message)

    def break_rename(self, patch: Patch, number: int) -> Patch:
        """The patch with a renamed file taken apart into a deletion and a creation."""
        return self.break_renames(patch, [number])

    def break_renames(self, patch: Patch, numbers: Sequence[int]) -> Patch:
        """The same for several renamed files."""
        return break_renames(self.repository, self.target, patch, numbers)

    def lines(self, patch: Patch, number: int) -> list[bytes]:
        """The lines of a file as the commit leaves them, or as it found what it deletes."""
        file = patch.files[number]
        side = file.new or file.old
        return _lines(self.repository, side.oid) if side else []

    def offers(self, patch: Patch) -> list[int]:
        """The numbers of the files of a patch that the pathspecs let through."""
        sides = [(f.old, f.new) for n, f in enumerate(self.patch) if n in self.offered]
        paths = {side.path for pair in sides for side in pair if side}
        return [number for number, file in enumerate(patch) if file.path in paths]

    def begun(self, plan: Plan) -> bool:
        """Whether anything was decided in a plan that takes its rest into a commit."""
        undecided = plan.rest == Part(self.default_message) and plan.chosen_heir is None
        return not undecided or bool(
            plan.parts or plan.orders or plan.patch.broken or plan.tallies.keys() - {REST}
        )

    # Drafts

    @cached_property
    def _recorder(self) -> Recorder:
        return gitio.drafts.recorder.Recorder(drafts_of(self.repository), self.target.oid)

    def kept_in_words(self) -> str:
        """What is kept for this commit, in words; "" for nothing."""
        if "_recorder" in self.__dict__ and self._recorder.trouble:
            return self._recorder.trouble
        drafts = drafts_of(self.repository)
        if drafts.has(self.target.oid):
            return "the draft is kept: run the same command to resume"
        is_aside = drafts.asides(self.target.oid)
        return "the draft is kept aside: run the same command to get it back" if is_aside else ""

    def open_draft(self) -> History | None:
        """What was left for this commit, its rest in a commit; None for nothing that still fits.

        Another git split that opens the commit is refused its draft, until this one ends.
        """
        return self._recorder.open(self._read_draft, self.break_rename)

    def asides(self) -> Iterator[History]:
        """What was set aside for this commit and still fits, the latest first, its rest in a
        commit.
        """
        return self._recorder.asides(self._read_draft)

    def keep(self, history: History) -> Recorder:
        """What keeps all that is done from now on, to the history of `open_draft` or a new one."""
        self._recorder.keep(history)
        return self._recorder

    def forget_draft(self) -> None:
        """Keep no draft for this commit, unless another git split has it open."""
        if "_recorder" in self.__dict__:
            self._recorder.forget()
        else:
            drafts_of(self.repository).remove(self.target.oid)

    def set_aside(self, plan: Plan) -> str:
        """Keep no draft, but that plan beside the drafts, as ``<commit>.aside-1.toml``, or with the
        number after the last one.  Returns why that cannot be kept, "" where it is.
        """
        return self._recorder.set_aside(plan)

    def _read_draft(self, text: str) -> Plan:
        plan = planfile.read.read_plan(text, self.patch, self.target.oid, self.break_renames)
        return with_rest(plan, self.default_message)

    # Reading

    def whitespace(self) -> tuple[str, dict[bytes, str]]:
        """What counts as a whitespace error: ``core.whitespace``, and the attribute of each path.

        To be asked for in a thread.  Raises GitFailed.
        """
        setting = self.repository.config.get("core.whitespace", "")
        paths = [file.path for file in self.patch]
        return setting, gitio.git.attributes.read_attribute(self.repository, "whitespace", paths)

    def look_into(self, files: Sequence[FilePatch]) -> list[FileDetails]:
        """What there is to tell about the facts of some files, beyond what the patch knows."""
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
        act: Entry | None = None,
    ) -> Rewrite:
        """Build everything that a plan asks for, in memory, and find out all that could go wrong.

        ``update_refs`` are the refs to update where these are not the session's, ``act`` is the act
        that chooses this and is not kept yet: an undo gives it back with the others.  It may be
        called from any thread, and takes less time for the plan for which it was called last.

        Raises SplitError of every kind, Cancelled once ``cancelled``; the repository is untouched
        either way.
        """
        log = self._recorder.log(act) if "_recorder" in self.__dict__ else b""
        return self._rewriter.prepare(plan, update_refs or self.update_refs, cancelled, log)

    def refuse_operation(self) -> None:
        """Raise StateRefused where an operation has begun that must be finished first."""
        refuse_operation(self.repository, self.target.oid)

    def store(self, rewrite: Rewrite) -> None:
        """Write the new objects, and nothing that refers to them."""
        self._rewriter.store(rewrite)

    def write(self, rewrite: Rewrite) -> Written:
        """Write the rewrite, and forget the draft.

        Raises RefsMoved where a ref is no longer where it was; then nothing has changed.
        """
        written = self._rewriter.write(rewrite)
        self.forget_draft()
        return written

    # Previews

    def previewer(self) -> Previewer:
        """What shows parts as the commits they will be; it may be used from other threads."""
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

    def hooks(self) -> list[str]:
        """The names of the hooks that will run."""
        messages = gitio.git.hooks.message_hooks(self.repository, self.verify)
        return [*messages, *gitio.git.hooks.installed(self.repository, ["post-rewrite"])]


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
) -> Session:
    """Open a commit for splitting, as `look_at` does.

    Raises SplitError also where the repository cannot be rewritten now.
    """
    session = look_at(cwd, revision, pathspecs, update_refs, verify, empty)
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
) -> Session:
    """Open a commit that is only read, whatever state the repository is in.

    Which refs follow is by itself what ``split.updateRefs`` says, or else all local branches; what
    becomes of commits that become empty is what ``split.empty`` says, or else they are kept.
    Raises SplitError where the commit cannot be split.
    """
    repository, is_update_refs_given = open_repository(cwd), update_refs is not None
    try:
        update_refs = update_refs or _chosen(repository, "split.updateRefs", UpdatedRefs)
        empty = empty or _chosen(repository, "split.empty", EmptyCommits)
        mended = _mend(repository)
        target = read_target(repository, revision)
        patch = read_patch(repository, target)
        offered = read_offered(repository, target, patch, pathspecs)
    except SplitError:
        repository.close()
        raise
    return Session(
        repository, target, patch, offered, update_refs, verify, empty, mended, is_update_refs_given
    )


def _chosen(repository: Repository, key: str, values: type[_Option]) -> _Option:
    """The value that the configuration has for a key, by itself the first.  Raises UsageError."""
    first, second = values
    value = repository.config.get(key.lower(), first).lower()
    try:
        return values(value)
    except ValueError:
        hint = f"use '{first}' or '{second}'"
        raise UsageError(f"invalid value '{value}' for {key}", hint) from None


def _mend(repository: Repository) -> str:
    """Bring to its end what a killed run has left half done.  Returns what was done, or ""."""
    try:
        if not repository.journal.stat().st_size:
            return ""
    except OSError:
        return ""
    return gitio.undo.journal.mend(repository)


def undo(cwd: Path) -> Undone:
    """Put back what the last split of the repository changed.

    Raises RefsMoved with the names of the refs that moved since; then nothing changes.
    """
    repository = open_repository(cwd)
    try:
        mended = _mend(repository)
        undone = gitio.undo.undo.undo(repository)
    finally:
        repository.close()
    return replace(undone, told=(mended, *undone.told)) if mended else undone
