"""Files that the commit does not touch, as its tree has them, to be edited by some parts."""

from __future__ import annotations

from splitter.core.diff.model import SUBMODULE, SYMLINK, FilePatch, Patch, untouched_file
from splitter.core.diff.paths import quote
from splitter.core.objects.tree import DIRECTORY, Entry, Rows
from splitter.core.rewrite.target import Target
from splitter.errors import PlanRefused
from splitter.gitio.git.repository import Repository
from splitter.gitio.read.target import parent_tree

#: The mode of a file that edits create.
_NEW_MODE = "100644"
#: In so many first bytes a NUL makes a file binary, as in git.
_LOOKED_AT = 8000
#: How a file begins that Git LFS keeps elsewhere.
_LFS = b"version https://git-lfs.github.com/spec/"
_KINDS = {
    DIRECTORY: "a directory",
    SYMLINK: "a symbolic link",
    SUBMODULE: "a submodule",
}
_EDIT_TEXT = "edit text files only"


def read_untouched(repository: Repository, target: Target, patch: Patch, path: bytes) -> FilePatch:
    """A text file that the target does not touch, by its path from the top of the repository.

    One that is not there can be created.  Raises PlanRefused for a path that the target touches
    under another name, for a path that git does not allow, and for anything but a text file.
    """
    name = quote(path)
    _refuse_path(path)
    for file in patch:
        if file.old and file.new and path == file.old.path != file.new.path:
            raise PlanRefused(
                f"the commit renames '{name}' to '{quote(file.new.path)}'", "write the new path"
            )
    for other in (file.path for file in patch if file.created):
        if path.startswith(other + b"/") or other.startswith(path + b"/"):
            raise PlanRefused(_in_the_way(other, "a file that edits create"), "write another path")
    entry = _entry(repository, target.commit.tree, path)
    before = parent_tree(repository, target)
    if before:
        _entry(repository, before, path)  # no file of the parent may be in the way
    if entry is None:
        return untouched_file(path, _NEW_MODE, "")
    content = repository.object(entry.oid.hex())[1]
    if b"\0" in content[:_LOOKED_AT]:
        raise PlanRefused(f"'{name}' is a binary file: it has no lines to edit", _EDIT_TEXT)
    if content.startswith(_LFS):
        raise PlanRefused(f"'{name}' is in Git LFS: the commit has no lines of it", _EDIT_TEXT)
    return untouched_file(path, entry.mode.decode(), entry.oid.hex())


def file_paths(repository: Repository, target: Target) -> list[bytes]:
    """The paths of the regular files that the target has, in git's order.  Raises GitFailed."""
    rows = repository.run("ls-tree", "-r", "-z", "--full-tree", target.oid).split(b"\0")[:-1]
    pairs = (row.split(b"\t", 1) for row in rows)
    return [path for head, path in pairs if head.startswith(b"100")]


def _refuse_path(path: bytes) -> None:
    """Raise PlanRefused for a path that no tree can have, or that git does not check out."""
    names = path.split(b"/")
    is_git = any(name.lower() == b".git" for name in names)
    if not path or is_git or b"\0" in path or {b"", b".", b".."}.intersection(names):
        raise PlanRefused(
            f"'{quote(path)}' is not the path of a file",
            "write the path from the top of the repository",
        )


def _entry(repository: Repository, tree: str, path: bytes) -> Entry | None:
    """The entry of a regular file in a tree; None where nothing is in the way of a new one.

    Raises PlanRefused for anything else at the path, or at a directory of it.
    """
    names, oid = path.split(b"/"), tree
    for at, name in enumerate(names, 1):
        entry = Rows(repository.object(oid)[1], (), len(oid) // 2).get(name)
        if entry is None:
            return None
        is_last = at == len(names)
        if entry.mode.startswith(b"100"):
            if is_last:
                return entry
            raise PlanRefused(_in_the_way(b"/".join(names[:at]), "a file"), _EDIT_TEXT)
        if is_last or entry.mode != DIRECTORY:
            kind = _KINDS.get(entry.mode, "no file")
            raise PlanRefused(_in_the_way(b"/".join(names[:at]), kind), _EDIT_TEXT)
        oid = entry.oid.hex()
    return None


def _in_the_way(path: bytes, kind: str) -> str:
    return f"'{quote(path)}' is {kind}"
