"""The reflog message (D13): one short line, whatever the subject and the locale."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.rewrite.refs import RefUpdate
from splitter.gitio.git.repository import open_repository
from splitter.gitio.refs.refs import LONGEST_REFLOG_MESSAGE, reflog_message
from splitter.gitio.undo.journal import _Entry, writing
from tests.support.repos import Repo
from tests.support.splits import command, split, undo
from tests.support.stories import BASE, DROPPING, TARGET, TWO

#: A locale in which only ASCII can be encoded.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@given(st.text())
def test_a_reflog_message_is_one_printable_line_of_limited_length(text: str) -> None:
    message = reflog_message(text)
    assert message == "" or message.isprintable()
    assert len(message.encode()) <= LONGEST_REFLOG_MESSAGE
    assert reflog_message(message) == message
    if text.isprintable() and len(text.encode()) <= LONGEST_REFLOG_MESSAGE:
        assert message.split() == text.split()


def test_a_long_reflog_message_is_cut_between_characters() -> None:
    assert reflog_message("x" + "漢" * 1000) == "x" + "漢" * (LONGEST_REFLOG_MESSAGE // 3)


def journal(repo: Repo) -> bytes:
    return (repo.path / ".git/split/journal").read_bytes()


@pytest.mark.parametrize("plan", [TWO, DROPPING])
@pytest.mark.parametrize(
    ("subject", "logged"),
    [
        ("x" * 200_000, b"split: " + b"x" * (LONGEST_REFLOG_MESSAGE - 7)),
        ("long line\nand more", b"split: long line and more"),
        ("e\x1b[31mscape\ttab\x7f\xa0\u202e", b"split: e [31mscape tab"),
        ("tärget 漢字", "split: tärget 漢字".encode()),
    ],
    ids=["long", "two lines", "controls", "not ASCII"],
)
def test_any_subject_is_split_and_undone(
    repo: Repo, plan: str, subject: str, logged: bytes
) -> None:
    repo.stack((BASE, "base\n"), (TARGET, f"{subject}\n"))
    before = repo.refs()
    for env in ({}, ASCII):
        done = command(repo, "--plan", "-", "HEAD", stdin=plan, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        for name in ("HEAD", "refs/heads/main"):
            entry = (repo.path / ".git/logs" / name).read_bytes().splitlines()[-1]
            assert entry.partition(b"\t")[2] == logged
        assert journal(repo) == b""
        undo(repo)
        assert repo.refs() == before


def test_a_subject_with_a_nul_is_split_and_undone(repo: Repo) -> None:
    base = repo.commit(BASE, "base\n")
    body = repo.body(repo.commit(TARGET, "target\n", [base])).replace(b"target", b"tar\0get")
    repo.branch("main", repo.raw("commit", body))
    before = repo.refs()
    split(repo, "HEAD", TWO)
    assert repo.line("reflog", "-1", "--format=%gs") == "split: tar"  # as git reads the message
    assert journal(repo) == b""
    undo(repo)
    assert repo.refs() == before


def test_a_transaction_that_cannot_even_be_started_leaves_the_journal_empty(repo: Repo) -> None:
    (base,) = repo.stack((BASE, "base\n"))
    update = RefUpdate("refs/heads/\ud800", "", base)  # no locale can encode that
    with writing(open_repository(repo.path)) as journal_, pytest.raises(UnicodeEncodeError):
        journal_.move([update], "split: x")
    assert journal(repo) == b""


def test_a_journal_is_read_in_another_locale_than_the_one_it_was_written_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def entry(name: str) -> _Entry:
        return _Entry(f"/tmp/{name}", "split: x", (RefUpdate(f"refs/heads/{name}", "1", "2"),))

    with monkeypatch.context() as latin_1:
        latin_1.setattr(os, "fsencode", lambda text: text.encode("latin-1"))
        text = entry("bränch".encode().decode("latin-1")).encode()
    assert _Entry.decode(text) == entry("bränch")
