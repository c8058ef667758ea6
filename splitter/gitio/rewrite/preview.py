"""Previews of the parts as commits, made in the background while the screen is used."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from msgspec.structs import replace

from splitter.core.diff.model import SUBMODULE, Side, joined
from splitter.core.objects.pack import object_id
from splitter.core.plan.changes import without_empty_rest
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.preview import FilePreview, PartPreview
from splitter.core.rewrite.target import Target
from splitter.core.weave.annotate import Stretch, line_of, stretches
from splitter.core.weave.build import state_at
from splitter.gitio.git.hooks import message_hooks
from splitter.gitio.git.objects import IsCancelled, Objects, Quarantine, never
from splitter.gitio.git.repository import Repository, as_given
from splitter.gitio.rewrite.commits import CommitBuilder, TreeBuilder

#: How many bytes of objects gather in a quarantine before it is emptied.
LARGEST = 256 << 20

#: What `git show` is asked for: all as the user has configured it, but in the encoding that the
#: screen reads, without colours, and with no program in place of git's own diff.
SHOW = ("show", "--stat", "-p", "--no-color", "--no-ext-diff", "--encoding=UTF-8")


class Previewer:
    """Shows the parts of plans for one target as `git show` would after the split.

    It may be called from any thread, one call at a time; it has processes of its own, and keeps its
    results for the next call: only files whose assignment has changed are built again.  A commit
    has the same id as when the same `Repository` writes it, unless message hooks run (commit-msg
    only where it may ``verify``) or commits are signed: the preview does neither, and has a note.
    Nothing is written to the repository.

    The text is that of plain ``git show --stat -p`` with the user's configuration and attributes,
    formats, prefixes and text conversion included, but in UTF-8, without colours, and without an
    external diff program.
    """

    def __init__(self, repository: Repository, target: Target, verify: bool = True) -> None:
        self._repository = repository
        self._target = target
        self._verify = verify
        self._lock = Lock()
        self._bench: _Bench | None = None
        self._closed = False

    def part(self, plan: Plan, number: int, cancelled: IsCancelled = never) -> PartPreview | None:
        """A part of a plan that may be incomplete; None once ``cancelled``.

        ``number`` is `REST` for the rest's commit.  Raises SplitError where git fails, and OSError
        where the disk is full.
        """
        with self._lock:
            plan = without_empty_rest(plan)
            if number not in plan.order:
                why = "are not committed" if number == DROPPED else "has no changes"
                return PartPreview(number, problem=f"{plan.name(number)} {why}")
            if self._closed or cancelled():
                return None
            made = self._ready().part(plan, number, self._repository.committer, cancelled)
            return replace(made, changed_by=self._changed_by) if made else None

    def file(
        self,
        plan: Plan,
        number: int,
        file: int,
        at: tuple[int, int] = (0, 0),
        cancelled: IsCancelled = never,
    ) -> FilePreview | None:
        """A file of the patch, by its number, as it stands after a part; None once ``cancelled``.

        ``at`` is a line of the diff by its numbers in the old and in the new version, from 1, 0 for
        none.  For changes after all parts, or in no part, the file is as after the last part.
        Raises SplitError where it cannot be built.
        """
        with self._lock:
            if self._closed or cancelled():
                return None
            return self._ready().file(without_empty_rest(plan), number, file, at)

    @cached_property
    def _changed_by(self) -> str:
        """The hooks and signatures that may change a commit's id, in words; "" for none."""
        hooks = [f"the {name} hook" for name in message_hooks(self._repository, self._verify)]
        signing = ["signing"] if self._repository.flag("commit.gpgsign") else []
        return " and ".join([*hooks, *signing])

    def close(self) -> None:
        """End its processes and remove its temporary files."""
        self._closed = True
        with self._lock:
            if self._bench:
                self._bench.close()
                self._bench = None

    def _ready(self) -> _Bench:
        """The bench, a new one where the old one is full; the weaves move over."""
        old = self._bench
        if old is None or old.objects.size > LARGEST:
            self._bench = _Bench(self._repository, self._target)
            if old:
                self._bench.shaper.builder.weaves.update(old.shaper.builder.weaves)
                old.close()
        assert self._bench is not None
        return self._bench


@dataclass(slots=True, eq=False)
class _Kept(Objects):
    """Objects that go to one quarantine, where git reads them from then on.

    ``known`` are the ids of all of them, ``size`` is how many bytes they have.
    """

    scratch: Path = field(kw_only=True)
    known: set[str] = field(default_factory=set)
    size: int = 0
    place: Quarantine = field(init=False)

    def __post_init__(self) -> None:
        self.place = Quarantine(self, self.scratch)
        self.repository = self.repository.apart(self.place.env)

    def write(self, kind: str, body: bytes) -> str:
        """Keep an object and return its id."""
        oid = object_id(self.repository.algorithm, kind, body)
        if oid not in self.known:
            self.known.add(oid)
            self.size += len(body)
            self.pending[oid] = (kind, body)
        return oid

    def derive(self, kind: str, body: bytes, base: str, data: bytes) -> str:
        """Keep an object and return its id; whole, as its base may be written already."""
        del base, data
        return self.write(kind, body)

    @contextmanager
    def quarantine(self) -> Iterator[Quarantine]:
        """The quarantine, with everything in it by now."""
        self.place.show()
        self.pending.clear()
        self.place.shown.clear()
        yield self.place


class _Bench:
    """The working state of a `Previewer`: a quarantine, and all objects in it."""

    def __init__(self, repository: Repository, target: Target) -> None:
        self.target = target
        self.directory = tempfile.TemporaryDirectory(prefix="git-split-")
        self.objects = _Kept(repository, scratch=Path(self.directory.name))
        self.repository = self.objects.repository
        self.shaper = TreeBuilder(self.objects, target)

    def close(self) -> None:
        self.repository.close()
        self.directory.cleanup()

    def part(
        self, plan: Plan, number: int, committer: bytes, cancelled: IsCancelled
    ) -> PartPreview | None:
        stop = plan.order.index(number) + 1
        trees = self.shaper.shape(plan, stop, cancelled)
        if len(trees) < stop or cancelled():
            return None
        oid = CommitBuilder(self.objects, self.target, plan, committer).commit(trees)[-1].oid
        with self.objects.quarantine() as place:
            if cancelled():
                return None
            text = self.repository.run(*SHOW, oid, env={**place.env, **as_given()})
        problems = (problem.text for problem in plan.problems() if problem.part == number)
        return PartPreview(number, oid, text, next(problems, ""))

    def file(self, plan: Plan, number: int, index: int, at: tuple[int, int]) -> FilePreview:
        file = plan.patch.files[index]
        last = plan.positions[number]
        position = last if last < len(plan.order) else len(plan.order) - 1
        versions = list(self.shaper.builder.versions(plan, index, position + 1))
        side = versions[-1][1] if versions else file.old
        if side is None:
            return FilePreview(number, file.path, None)
        content = self._content(side)
        if not file.hunks and not plan.edits_of(index):
            return FilePreview(number, side.path, content)
        state = state_at(plan, index, position, plan.orders_of(index))
        weave = self.shaper.builder.weave(file)
        found = list(stretches(weave, state, plan.explicit_orders_of(index)))
        among = [one for one in found if not one.added and one.edit is None]
        return FilePreview(
            number,
            side.path,
            content,
            added=joined(_own(found, plan, index, number)),
            guessed=joined(range(one.start, one.stop) for one in among if not one.explicit),
            explicit=joined(range(one.start, one.stop) for one in among if one.explicit),
            edited=joined(range(one.start, one.stop) for one in found if one.edit),
            line=line_of(weave, state, at) if any(at) else 0,
            changes=tuple((range(one.start, one.stop), one.changes) for one in found),
        )

    def _content(self, side: Side) -> bytes:
        if side.mode == SUBMODULE:
            return f"Subproject commit {side.oid}\n".encode()
        return self.objects.read(side.oid)


def _own(found: Iterable[Stretch], plan: Plan, file: int, number: int) -> Iterator[range]:
    """The lines that a part adds."""
    choice = plan.assignment[file]
    for stretch in found:
        owners = choice[stretch.added.start : stretch.added.stop]
        if stretch.edit and stretch.edit.number == number:
            yield range(stretch.start, stretch.stop)
        elif owners.count(number) == len(owners):
            yield range(stretch.start, stretch.start + len(owners))
        else:
            for line, owner in enumerate(owners, stretch.start):
                if owner == number:
                    yield range(line, line + 1)
