"""Commit objects: read and written byte for byte, whatever headers they have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.objects.commit import Commit, parse_commit
from tests.support.examples import examples
from tests.support.repos import Repo

IDENTITY = b"A <a@b> 1 +0000"
SIGNATURE = b"-----BEGIN PGP SIGNATURE-----\n \n iQ\n =x\n -----END PGP SIGNATURE-----"
HEAD = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n" % (b"1" * 40, b"2" * 40, *[IDENTITY] * 2)
ODD = {
    "plain": HEAD + b"\nsubject\n\nbody\n",
    "root": HEAD.replace(b"parent " + b"2" * 40 + b"\n", b"") + b"\nm\n",
    "merge": HEAD.replace(b"\nauthor", b"\nparent " + b"3" * 40 + b"\nauthor") + b"\nm\n",
    "no message": HEAD + b"\n",
    "no newline at the end": HEAD + b"\nm",
    "empty lines first": HEAD + b"\n\n\nm\n",
    "signed": HEAD + b"gpgsig " + SIGNATURE + b"\n\nm\n",
    "encoding": HEAD + b"encoding ISO-8859-1\n\n\xe9\n",
    "mergetag": HEAD + b"mergetag object %s\n type commit\n tag v1\n \n a tag\n\nm\n" % (b"3" * 40),
    "header without value": HEAD + b"HG:extra \n\nm\n",
    "jj": HEAD + b"change-id qpvuntsm\n\nm\n",
}


@pytest.mark.parametrize("name", ODD)
def test_a_commit_is_read_and_written_byte_for_byte(name: str) -> None:
    assert parse_commit(ODD[name]).body == ODD[name]


def test_a_commit_that_ends_with_its_headers_has_no_message() -> None:
    assert parse_commit(HEAD) == parse_commit(ODD["no message"])


names = st.text("abcdefgh-", min_size=1, max_size=8).map(str.encode)
values = st.lists(st.binary(max_size=6).map(lambda raw: raw.replace(b"\n", b"")), min_size=1)


@given(headers=st.lists(st.tuples(names, values), max_size=4), message=st.binary(max_size=20))
def test_any_headers_survive(headers: list[tuple[bytes, list[bytes]]], message: bytes) -> None:
    rows = b"".join(b"%s %s\n" % (name, b"\n ".join(value)) for name, value in headers)
    body = HEAD + rows + b"\n" + message
    commit = parse_commit(body)
    assert commit.body == body
    assert commit.message == message
    assert [name for name, _ in commit.headers[4:]] == [name for name, _ in headers]


@examples(25)
@given(message=st.text("aé \n", max_size=20))
def test_what_git_writes_is_read_as_git_reads_it(scratch: Repo, message: str) -> None:
    tree = scratch.git("mktree").decode().strip()
    oid = scratch.git("commit-tree", tree, stdin=message.encode()).decode().strip()
    second = scratch.git("commit-tree", tree, "-p", oid, stdin=message.encode()).decode().strip()
    commit = parse_commit(scratch.body(second))
    assert (commit.tree, commit.parents) == (tree, (oid,))
    form = "--format=%an <%ae> %ad%n%cn <%ce> %cd"
    told = scratch.git("log", "-1", "--date=raw", form, second)
    assert told.split(b"\n")[:2] == [commit.get(b"author"), commit.get(b"committer")]
    assert scratch.git("log", "-1", "--format=%B", second).rstrip() == commit.message.rstrip()


@pytest.mark.parametrize("name", ODD)
def test_a_moved_commit_keeps_what_does_not_speak_of_its_place(name: str) -> None:
    old = parse_commit(ODD[name])
    new = old.moved("4" * 40, ["5" * 40, "6" * 40], b"C <c@d> 2 +0100")
    assert (new.tree, new.parents) == ("4" * 40, ("5" * 40, "6" * 40))
    assert new.get(b"committer") == b"C <c@d> 2 +0100"
    assert new.message == old.message
    assert not new.signed
    gone = {b"tree", b"parent", b"committer", b"gpgsig"}
    assert [h for h in new.headers if h[0] not in gone] == [
        h for h in old.headers if h[0] not in gone
    ]


@pytest.mark.parametrize("name", ODD)
def test_a_commit_on_other_parents_is_otherwise_the_same(name: str) -> None:
    old = parse_commit(ODD[name])
    new = old.on(["5" * 40, "6" * 40])
    assert new.parents == ("5" * 40, "6" * 40)
    assert new.on(old.parents) == old
    assert old.on(old.parents) is old


def test_a_signed_commit_says_so() -> None:
    assert {name for name, body in ODD.items() if parse_commit(body).signed} == {"signed"}


def test_a_commit_without_an_encoding_is_in_utf_8() -> None:
    assert parse_commit(ODD["plain"]).encoding == "UTF-8"
    assert parse_commit(ODD["encoding"]).encoding == "ISO-8859-1"


#: Names of encodings: some that git can show, and some that are none, or none of plain text.
ENCODINGS = (
    b"UTF-8",
    b"ISO-8859-1",
    b"latin1",
    b"SHIFT_JIS",
    b"ISO-2022-JP",
    b"GB18030",
    b"windows-1251",
    b"utf-8-sig",
    b"utf-16",
    b"utf-7",
    b"cp500",
    b"unicode_escape",
    b"raw_unicode_escape",
    b"undefined",
    b"idna",
    b"punycode",
    b"rot13",
    b"hex",
    b"no-such-encoding",
    b"a\0b",
    b"\xff",
    b"",
)


@examples(200)
@given(
    encoding=st.sampled_from(ENCODINGS),
    text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
    | st.sampled_from(["a\\nb", "\\u0041", "+AGE-", "~{", "\x1b$B", "caf\u00e9"]),
)
def test_a_text_that_is_written_in_any_encoding_is_read_again(encoding: bytes, text: str) -> None:
    """D24: also where the name is not one of an encoding at all."""
    made = Commit(((b"encoding", encoding),), b"").with_text(text)
    assert made.text == text
    named = made.get(b"encoding")
    assert made.message == text.encode() if named is None else named == encoding


def test_a_message_is_read_to_the_first_nul_as_git_reads_it(scratch: Repo) -> None:
    body = HEAD.replace(b"parent " + b"2" * 40 + b"\n", b"") % ()
    tree = scratch.git("hash-object", "-w", "-t", "tree", "--stdin").strip()
    body = body.replace(b"1" * 40, tree) + b"\nsubject\n\nbody\0 more\n"
    read = scratch.git("show", "-s", "--format=%B", scratch.raw("commit", body))
    assert parse_commit(body).text == read.decode().removesuffix("\n") == "subject\n\nbody"


@pytest.mark.parametrize("encoding", [b"no-such-encoding", b"hex", b"unicode_escape"])
def test_a_message_in_an_unknown_encoding_is_read_as_utf_8(encoding: bytes) -> None:
    commit = Commit(((b"encoding", encoding),), "caf\u00e9\\n".encode())
    assert commit.text == "caf\u00e9\\n"
