"""The repository that the monkey works on: a commit for each kind of change, and a merge above."""

from __future__ import annotations

from pathlib import Path

from tests.support.repos import File, Repo, Tree

#: The lines of the huge hunk, and of a new file.
HUGE, LONG = 3_000, 12_000

_TRAILERS = "\n\nWhat it does.\n\nSigned-off-by: José <jose@example.org>\nChange-Id: I{:040x}\n"


def make_world(path: Path) -> Repo:
    """The repository, with changes in the working tree and the index that no split may touch."""
    repo = Repo.init(path)
    repo.git("config", "user.name", "Gus Gardener")
    repo.git("config", "user.email", "gus@example.org")
    trees = _trees()
    tips: list[str] = []
    for number, (subject, tree) in enumerate(trees.items(), 1):
        tips.append(repo.commit(tree, subject + _TRAILERS.format(number), tips[-1:]))
    last = dict(tree)
    side = repo.commit({**last, b"side": b"by the way\n"}, "A side branch\n", tips[-1:])
    last[b"text/plain"] = _edited(last[b"text/plain"], 12, b"once more\n")
    upper = repo.commit(last, "Twelve\n\nCloses: #12\n", tips[-1:])
    merged = {**last, b"side": b"by the way\n"}
    merge = repo.commit(merged, "Merge the side branch\n", [upper, side])
    merged[b"text/crlf"] = _edited(merged[b"text/crlf"], 7, b"seven, again\r\n")
    merged[b"new/name"] = _edited(merged[b"new/name"], 3, b"three, again\n")
    top = repo.commit(merged, "Again\n", [merge])
    repo.git("update-ref", "refs/heads/middle", tips[4])
    repo.git("update-ref", "refs/heads/side", side)
    repo.git("tag", "stays", tips[-1])
    repo.branch("main", top)
    _leave_work(repo)
    return repo


def _leave_work(repo: Repo) -> None:
    """A staged change, one that is not staged, both of one file, and a file of nobody's."""
    for name in ("mine/staged", "mine/both"):
        (repo.path / name).write_bytes(b"staged\n")
    repo.git("add", "mine")
    for name in ("mine/both", "mine/unstaged", "mine/untracked"):
        (repo.path / name).write_bytes(b"in the working tree\n")


def _trees() -> dict[str, Tree]:
    """The subjects of the commits, and their trees."""
    tree = _base()
    made: dict[str, Tree] = {"Begin": dict(tree)}
    for subject, change in (
        ("Rename files and directories", _rename),
        ("Change binary files, modes and links", _whole_files),
        ("Move submodules", _submodules),
        ("Change ends of lines and whitespace", _line_ends),
        ("数え方 and \U0001f468\u200d\U0001f469\u200d\U0001f467", _wide),
        ("A huge hunk", _huge),
        ("Everything at once", _everything),
    ):
        change(tree)
        made[subject] = dict(tree)
    return made


def _base() -> dict[bytes, bytes | File]:
    return {
        b"mine/staged": b"1\n",
        b"mine/both": b"1\n",
        b"mine/unstaged": b"1\n",
        b"old/name": _lines("name", 40),
        b"old/two words": _lines("two words", 30),
        b"old/deep/er": _lines("deeper", 30),
        b"swap/a": _lines("a", 20),
        b"swap/b": b"".join(b"b %d\n" % (7 * n) for n in range(25)),
        b"bin/one": b"\0one" * 40,
        b"bin/text": _lines("text", 10),
        b"bin/tool": b"#!/bin/sh\nexit 0\n",
        b"bin/link": File(b"tool", "120000"),
        b"sub/one": File(b"1" * 40, "160000"),
        b"sub/two": File(b"2" * 40, "160000"),
        b".gitmodules": b'[submodule "one"]\n\tpath = sub/one\n\turl = ../one\n',
        b"text/plain": _lines("plain", 50),
        b"text/crlf": _lines("crlf", 30).replace(b"\n", b"\r\n"),
        b"text/open": b"no newline\nat the end",
        b"text/wide": "一二三\n数え方\nabc\ne\u0301\n".encode() * 8,
        b"text/latin": b"gr\xf6\xdfe\n" * 10,
        b"text/escape": b"\x1b]0;title\x07 one\n\x1b[31mred\n\ttab\n" * 5,
        b"text/huge": _lines("huge", HUGE),
    }


def _rename(tree: dict[bytes, bytes | File]) -> None:
    tree[b"new/name"] = _edited(tree.pop(b"old/name"), 5, b"five\n")
    tree[b"new/two words"] = tree.pop(b"old/two words")
    tree[b"old"] = _edited(tree.pop(b"old/deep/er"), 9, b"a file where a directory was\n")
    tree[b"swap/a"], tree[b"swap/b"] = tree[b"swap/b"], tree[b"swap/a"]


def _whole_files(tree: dict[bytes, bytes | File]) -> None:
    tree[b"bin/one"] = b"\0two" * 50
    tree[b"bin/new"] = b"\0new"
    tree[b"bin/text"] = b"\0" + _lines("text", 10)
    tree[b"bin/tool"] = File(b"#!/bin/sh\nexit 1\n", "100755")
    tree[b"bin/link"] = _lines("no link any more", 3)
    tree[b"bin/empty"] = b""


def _submodules(tree: dict[bytes, bytes | File]) -> None:
    tree[b"sub/one"] = File(b"3" * 40, "160000")
    tree[b"sub/new"] = File(b"4" * 40, "160000")
    tree[b"sub/two"] = b"a file now\n"
    tree[b".gitmodules"] = b'[submodule "one"]\n\tpath = sub/one\n\turl = ../other\n'


def _line_ends(tree: dict[bytes, bytes | File]) -> None:
    crlf = _data(tree[b"text/crlf"]).splitlines(keepends=True)
    crlf[4:9] = [line.replace(b"\r\n", b"\n") for line in crlf[4:9]]
    crlf[20] = b"  indented\r\n"
    tree[b"text/crlf"] = b"".join(crlf)
    tree[b"text/open"] = b"no newline\nhere neither\rnor\x0c there"
    tree[b"text/plain"] = _edited(tree[b"text/plain"], 30, b"plain 30   \n")


def _wide(tree: dict[bytes, bytes | File]) -> None:
    wide = _data(tree[b"text/wide"])
    tree[b"text/wide"] = wide.replace(
        "数え方\n".encode(), "\U0001f468\u200d\U0001f469\u200d\U0001f467 数える方\n".encode(), 5
    )
    tree["数/\U0001f600\u202e".encode()] = "一\u200b\u200b二\n".encode() * 5
    tree[b"text/latin"] = b"gr\xf6\xdfer\n" * 9 + b"\xff\xfe\n"
    tree[b"text/escape"] = _data(tree[b"text/escape"]).replace(b"31m", b"32m").replace(b"\t", b"\v")
    tree[b"\xff\xfe"] = b"a name in no encoding\n"


def _huge(tree: dict[bytes, bytes | File]) -> None:
    tree[b"text/huge"] = _lines("huge and changed", HUGE - 100)
    tree[b"text/long"] = _lines("long", LONG) + b"x" * 30_000 + b"\n"


def _everything(tree: dict[bytes, bytes | File]) -> None:
    tree[b"newer/name"] = _edited(tree.pop(b"new/name"), 20, b"twenty\n")
    tree[b"new/name"] = _lines("another one", 10)
    tree[b"bin/one"] = File(b"\0three" * 30, "100755")
    del tree[b"bin/new"], tree[b"text/open"], tree[b"sub/new"]
    tree[b"sub/one"] = File(b"5" * 40, "160000")
    plain = _data(tree[b"text/plain"]).splitlines(keepends=True)
    tree[b"text/plain"] = b"".join([*plain[:3], b"three\n", *plain[8:20], *plain[3:8], *plain[25:]])
    tree[b"text/crlf"] = _edited(tree[b"text/crlf"], 15, b"fifteen\r\n")
    wide = _data(tree[b"text/wide"])
    tree[b"text/wide"] = wide.replace("一二三".encode(), "三二一".encode(), 3)
    tree[b"deep/er/new"] = _lines("deep", 5)


def _lines(word: str, count: int) -> bytes:
    return b"".join(f"{word} {number}\n".encode() for number in range(1, count + 1))


def _data(file: bytes | File) -> bytes:
    return file.data if isinstance(file, File) else file


def _edited(file: bytes | File, number: int, line: bytes) -> bytes:
    """A file's content with another line in the place of one, or behind the last."""
    lines = _data(file).splitlines(keepends=True)
    lines[number - 1 : number] = [line]
    return b"".join(lines)
