"""A history to fuzz where there is no real one: every kind of file, roots, branches and merges."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.repos import File, Repo

_WORDS = ("lock", "tree", "return value", "if ready:", "print(total)", "}", "", "ünï", "# why")
_PATHS = (
    b"a",
    b"a/b",
    b"dir/one",
    b"dir/two",
    b"dir",
    b"two words",
    b'q"uote',
    b"\xff",
    b"lib/x/y",
)

Files = dict[bytes, File]


def make_history(path: Path, seed: int, commits: int = 30) -> Repo:
    """A bare repository with that many commits, always the same for a seed."""
    chance = random.Random(seed)
    repo = Repo.init(path, "--bare")
    made: list[tuple[str, Files]] = []
    for number in range(commits):
        parents = _parents(chance, made)
        files = _merged(parents) if parents else {}
        for _ in range(chance.randint(1, 4)):
            files = _fitting(_changed(chance, files))
        files[b"counter"] = File(b"%d\n" % number)
        message = f"commit {number}\n\nSigned-off-by: x <y@example.org>\n"
        if chance.random() < 0.7:
            message += f"Change-Id: I{chance.getrandbits(160):040x}\n"
        oids = [oid for oid, _ in parents]
        made.append((repo.commit(files, message, oids), files))
    for number, (oid, _) in enumerate(made):
        repo.git("update-ref", f"refs/heads/b{number}", oid)
    return repo


def _parents(chance: random.Random, made: list[tuple[str, Files]]) -> list[tuple[str, Files]]:
    """Mostly the latest commit; now and then none, an older one, or two."""
    if not made or chance.random() < 0.05:
        return []
    if len(made) > 2 and chance.random() < 0.2:
        return chance.sample(made[-4:], 2) if len(made) > 4 else [made[-1], made[0]]
    return [made[-1] if chance.random() < 0.8 else chance.choice(made)]


def _merged(parents: list[tuple[str, Files]]) -> Files:
    files: Files = {}
    for _, theirs in reversed(parents):
        files |= theirs
    return _fitting(files)


def _changed(chance: random.Random, files: Files) -> Files:
    """The files with one of them altered, renamed, turned, new or gone."""
    files = dict(files)
    there = sorted(files.keys() - {b"counter"})
    how = chance.choice(["edit", "edit", "edit", "new", "rename", "mode", "drop"])
    if how == "new" or not there:
        files[chance.choice(_PATHS)] = _file(chance)
        return files
    path = chance.choice(there)
    file = files.pop(path)
    if how == "rename":
        path = chance.choice(_PATHS)
    if how != "drop":
        files[path] = _edited(chance, file, how)
    return files


def _file(chance: random.Random) -> File:
    kind = chance.choice(["text", "text", "text", "binary", "empty", "link", "module"])
    if kind == "link":
        return File(b"dir/one", "120000")
    if kind == "module":
        return File(b"%040x" % chance.getrandbits(160), "160000")
    if kind == "empty":
        return File(b"")
    if kind == "binary":
        return File(b"\0" + chance.randbytes(30))
    return File(_text([_line(chance) for _ in range(chance.randint(1, 60))], chance))


def _edited(chance: random.Random, file: File, how: str) -> File:
    if not file.mode.startswith("100"):
        return _file(chance) if how == "edit" else file
    if how == "mode":
        return File(file.data, "100755" if file.mode == "100644" else "100644")
    if how == "rename" and chance.random() < 0.5:
        return file
    rows = file.data.split(b"\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(rows))
        size = chance.randint(0, 4)
        rows[at : at + chance.randint(0, 4)] = [_line(chance) for _ in range(size)]
    return File(_text(rows, chance), file.mode)


def _line(chance: random.Random) -> bytes:
    return f"{' ' * chance.choice([0, 4])}{chance.choice(_WORDS)} {chance.randint(0, 3)}".encode()


def _text(rows: list[bytes], chance: random.Random) -> bytes:
    return b"\n".join(rows) + b"\n" * (chance.random() < 0.8)


def _fitting(files: Files) -> Files:
    """The files without those that lie below another."""
    return {
        path: file
        for path, file in files.items()
        if not any(path.startswith(other + b"/") for other in files)
    }
