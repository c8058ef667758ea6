"""Where a case is tried when not in a bare repository: working trees, and what git has done there.

A scene is drawn (`draw_scene`), built for a case (`built`), and looked at before and after: `Trees`
says what must be true of index, flags and files.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.fuzz.model import Side
from tools.fuzz.oracle import Wrong
from tools.fuzz.place import Place

#: What is drawn from.
SPARSE = ("", "", "cone", "sparse index")
OTHERS = ("", "", "branch", "branch", "rebase", "bisect")
HIDDEN = ("", "", "skip-worktree", "assume-unchanged")
#: A tree of more files is checked out sparsely in any case.
LARGE = 1_500
#: The branch that another working tree has checked out, and the one that the program is on when
#: that has taken main.
BESIDE, AWAY = "refs/heads/beside", "refs/heads/away"
_BREAK = 'f() { echo break >"$1"; }; f'


@dataclass(frozen=True)
class Scene:
    """``sparse`` says how files are checked out, ``linked`` whether the program runs in a linked
    working tree, ``other`` what another working tree does with a branch that contains the target,
    which is main where ``is_away``, and ``hidden`` which flag some entries of the index have.
    """

    sparse: str
    linked: bool
    other: str
    is_away: bool
    hidden: str

    def __str__(self) -> str:
        words = [self.sparse, "linked" if self.linked else "", self.hidden]
        words.append(f"{self.other} elsewhere" if self.other else "")
        words.append("away from the target" if self.is_away else "")
        return ", ".join(filter(None, words)) or "a working tree"


def draw_scene(chance: random.Random) -> Scene:
    """A scene."""
    sparse, other = chance.choice(SPARSE), chance.choice(OTHERS)
    hidden = "" if sparse else chance.choice(HIDDEN)
    return Scene(
        sparse,
        chance.random() < 0.4,
        other,
        bool(other) and chance.random() < 0.4,
        hidden,
    )


@dataclass(frozen=True)
class Tree:
    """A working tree: the entries and flags of its index, its status, and its files."""

    entries: Sequence[bytes]
    flags: Mapping[bytes, bytes]
    status: bytes
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, place: Place) -> Tree:
        """How a working tree is now."""
        rows = place.git("ls-files", "-v", "-z").split(b"\0")[:-1]
        return cls(
            place.git("ls-files", "-s", "-z").split(b"\0")[:-1],
            {row[2:]: row[:1] for row in rows},
            place.git("status", "--porcelain", "-z", "--untracked-files=all"),
            _files(place.path),
        )


def _files(top: Path) -> dict[str, bytes]:
    found = {}
    for directory, below, names in os.walk(top):
        if ".git" in below:
            below.remove(".git")
        for name in names:
            path = Path(directory, name)
            is_link = path.is_symlink()
            data = os.fsencode(path.readlink()) if is_link else path.read_bytes()
            found[str(path.relative_to(top))] = data
    found.pop(".git", None)
    return found


@dataclass(frozen=True)
class Trees:
    """The working trees of a case, and how they were before it."""

    scene: Scene
    here: Place
    other: Place | None
    cone: Sequence[bytes] | None
    before: Mapping[Path, Tree]
    objects: Sequence[str]

    def check_same(self) -> None:
        """Index, flags, status and files are what they were, everywhere."""
        for place in filter(None, (self.here, self.other)):
            self._check_unchanged(place)

    def check_split(self, *, drops: bool, edited: Sequence[bytes] = ()) -> None:
        """What was dropped has left the index and no file; all else is as it was.

        Files that are ``edited`` for good follow where they are checked out: where nothing is
        dropped as well (``drops``), git sees no difference.
        """
        if self.scene.other not in ("", "branch"):
            raise Wrong(f"a branch was moved that another working tree has in a {self.scene.other}")
        if self.other:
            self._check_unchanged(self.other)
        if not drops and not edited:
            self._check_unchanged(self.here)
            return
        before, now = self.before[self.here.path], Tree.of(self.here)
        wanted = [
            b"%s %s 0\t%s" % (side.mode.encode(), side.oid.encode(), path)
            for path, side in sorted(_listing(self.here).items())
        ]
        _check_alike("the index", wanted, now.entries)
        flags = {path: before.flags.get(path, self._flag(path)) for path in now.flags}
        known = [dict(one) for one in (flags, now.flags)]
        files = [dict(one) for one in (before.files, now.files)]
        for path in edited:
            # a file that edits create is checked out outside of a cone, too
            for one, other in zip(known, files, strict=True):
                one.pop(path, None)
                other.pop(os.fsdecode(path), None)
        _check_alike("the index's flags", *known)
        _check_alike("the files", *files)
        if not drops:
            _check_alike("the status", before.status, now.status)
        tree = self.here.git("write-tree")
        _check_alike("the index as a tree", self.here.git("rev-parse", "HEAD^{tree}"), tree)

    def _flag(self, path: bytes) -> bytes:
        """The flag of an entry that comes back into the index: whether it is checked out."""
        return b"H" if self.cone is None or _is_in(path, self.cone) else b"S"

    def check_refused(self, told: str, *, drops: bool) -> None:
        """There was a reason, and nothing has changed."""
        # a hidden entry may have other content on disk, which no edit for good is merged with
        is_hidden = bool(self.scene.hidden) and "uncommitted changes of" in told
        if not is_hidden and not (self.other and (drops or self.scene.other != "branch")):
            raise Wrong(f"refused in the scene {self.scene}: {told}")
        self.check_same()
        if list(self.here.own_objects()) != list(self.objects):
            raise Wrong(f"refused, but objects were written: {told}")

    def _check_unchanged(self, place: Place) -> None:
        before, now = self.before[place.path], Tree.of(place)
        for field in ("entries", "flags", "status", "files"):
            what = f"{field} of {place.path.name} in the scene {self.scene}"
            _check_alike(what, getattr(before, field), getattr(now, field))


def _check_alike(what: str, wanted: object, found: object) -> None:
    if wanted == found:
        return
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        keys = [key for key in {**wanted, **found} if wanted.get(key) != found.get(key)]
        wanted, found = ({key: side.get(key) for key in keys} for side in (wanted, found))
    elif isinstance(wanted, list) and isinstance(found, list):
        left, right = set(wanted), set(found)
        doubled = len(found) - len(right)
        wanted, found = sorted(left - right), [*sorted(right - left), f"{doubled} twice"]
    raise Wrong(f"{what}: {found!r:.1500} instead of {wanted!r:.1500}")


def _listing(place: Place) -> dict[bytes, Side]:
    out = place.git("ls-tree", "-r", "-z", "--full-tree", "HEAD")
    rows = (row.partition(b"\t") for row in out.split(b"\0")[:-1])
    heads = ((head.decode().split(" "), path) for head, _, path in rows)
    return {path: Side(path, mode, oid) for (mode, _, oid), path in heads}


def _is_in(path: bytes, cone: Sequence[bytes]) -> bool:
    """Whether a path is checked out where those directories are chosen."""
    above = path.rpartition(b"/")[0]
    return not above or any(
        above == one or above.startswith(one + b"/") or one.startswith(above + b"/") for one in cone
    )


# Building


@contextmanager
def built(
    scene: Scene,
    source: Path,
    refs: Mapping[str, str],
    below: str,
    paths: Sequence[bytes],
    chance: random.Random,
) -> Iterator[Trees]:
    """The scene in a repository with those refs; main's commit is checked out.  ``below`` is a
    commit that does not contain the target, and ``paths`` are the files of the target.
    """
    with tempfile.TemporaryDirectory(prefix="git-split-scene-") as directory:
        home = Place.make(Path(directory, "home"), source, bare=False)
        tip = refs["refs/heads/main"]
        wanted = {**refs, BESIDE: tip, AWAY: below}
        lines = "".join(f"create {name} {oid}\n" for name, oid in wanted.items())
        home.git("update-ref", "--stdin", stdin=lines.encode())
        home.git("symbolic-ref", "HEAD", "refs/heads/unborn")
        mine, theirs = ("away", "main") if scene.is_away else ("main", "beside")
        here = _linked(home, "linked", mine) if scene.linked else home
        if not scene.linked:
            here.git("symbolic-ref", "HEAD", f"refs/heads/{mine}")
        cone = _check_out(here, scene.sparse, paths, chance)
        _hide(here, scene.hidden, paths, chance)
        other = _linked(home, "other", theirs) if scene.other else None
        if other:
            _check_out(other, "cone", [], chance)
            _begin(other, scene.other)
        before = {place.path: Tree.of(place) for place in (here, other) if place}
        yield Trees(scene, here, other, cone, before, here.own_objects())


def _linked(home: Place, name: str, branch: str) -> Place:
    path = home.path.with_name(name)
    home.git("worktree", "add", "-q", "--no-checkout", str(path), branch)
    return home.at(path)


def _check_out(
    place: Place, sparse: str, paths: Sequence[bytes], chance: random.Random
) -> Sequence[bytes] | None:
    """Fill a working tree; the directories that are checked out in it, None for all."""
    files = place.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split(b"\0")[:-1]
    if not sparse and len(files) <= LARGE:
        place.git("reset", "-q", "--hard")
        return None
    known = sorted({path.rpartition(b"/")[0] for path in [*files, *paths]} - {b""})
    known = [one for one in known if _is_plain(one)]
    cone = chance.sample(known, min(len(known), chance.randint(0, 3))) if paths else []
    option = ["--sparse-index"] if sparse == "sparse index" else ["--no-sparse-index"]
    place.git("sparse-checkout", "set", "--cone", *option, *map(os.fsdecode, cone))
    place.git("reset", "-q", "--hard")
    place.git("sparse-checkout", "reapply", *option)
    return cone


def _is_plain(path: bytes) -> bool:
    """Whether git takes a directory as a pattern for itself."""
    return path.isascii() and not set(path) & set(b'*?[]\\"#!')


def _hide(place: Place, hidden: str, paths: Sequence[bytes], chance: random.Random) -> None:
    """Let some entries have that flag, one of them of a file of the target, and others content."""
    if not hidden:
        return
    listing = _listing(place)
    files = {os.fsencode(name) for name in _files(place.path)}
    plain = [path for path in listing if listing[path].mode.startswith("100") and path in files]
    plain = [path for path in plain if not path.endswith(b".gitmodules")]  # git reads it
    own = [path for path in plain if path in paths]
    for path in {chance.choice(own or plain or [b""]), chance.choice(plain or [b""])} - {b""}:
        place.git("update-index", f"--{hidden}", "--", os.fsdecode(path))
        if chance.random() < 0.5:
            (place.path / os.fsdecode(path)).write_bytes(b"a local secret\n")


def _begin(place: Place, what: str) -> None:
    """Begin an operation, which stops at once."""
    if what == "rebase":
        place.git("-c", f"sequence.editor={_BREAK}", "rebase", "-q", "-i", "HEAD")
    elif what == "bisect":
        place.git("bisect", "start")
