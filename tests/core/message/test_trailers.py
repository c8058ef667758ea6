"""Messages and trailers: what a trailer is, by ``git interpret-trailers``, and who keeps which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.message.trailers import Message, inheritance, parse_message
from tests.support.examples import examples
from tests.support.repos import Repo

OLD = "I" + "0123456789" * 4
NEW = "I" + "abcdef0123" * 4
SIGNED = "Signed-off-by: A U Thor <author@example.com>"


def by_git(repo: Repo, text: str) -> list[str]:
    """The trailers that git finds, unfolded, each as ``token: value``."""
    args = ("interpret-trailers", "--parse", "--no-divider")
    return repo.git(*args, stdin=text.encode()).decode().split("\n")[:-1]


def unfolded(message: Message) -> list[str]:
    """The trailers found here, in git's way of printing them; lines without a token left out."""
    rows = (trailer.text for trailer in message.trailers if trailer.token)
    folded = (" ".join(line.strip() for line in row.split("\n")) for row in rows)
    return [f"{row.partition(':')[0].rstrip()}: {row.partition(':')[2].strip()}" for row in folded]


SAME = (
    "Reviewed-by: B <b@c>",
    "Signed-off-by: A <a@b>",
    "Closes-Bug: #12",
    "Fixes:#13",
    "Acked-by : C",
    "Bug:",
    "X-1: two\n  folded over\n\tthree lines",
    "(cherry picked from commit 0123456789012345678901234567890123456789)",
    "prose without anything",
    "- a list: not a trailer",
    "two words: not a trailer",
    "é: not a trailer",
    "_x: not a trailer",
    "\u00a0: wide space",
)


@examples(250)
@given(
    paragraphs=st.lists(
        st.lists(st.sampled_from(SAME), min_size=1, max_size=5).map("\n".join), max_size=3
    ),
    gap=st.sampled_from(["\n\n", "\n\n\n", "\n \n"]),
)
def test_trailers_are_those_that_git_finds(scratch: Repo, paragraphs: list[str], gap: str) -> None:
    text = gap.join(["subject", *paragraphs]) + "\n"
    assert unfolded(parse_message(text)) == by_git(scratch, text)


@examples(100)
@given(block=st.lists(st.sampled_from([line for line in SAME if ":" in line]), min_size=1))
def test_the_two_halves_are_the_whole_message(block: list[str]) -> None:
    text = "subject\n\nbody\n\n" + "\n".join(block) + "\n"
    assert parse_message(text).text == text


@given(text=st.text(st.sampled_from("aB:# \t\n-\r\u2028"), max_size=30))
def test_what_is_written_is_read_again_the_same(text: str) -> None:
    once = parse_message(text)
    assert parse_message(once.text) == once


def test_a_subject_alone_is_no_trailer(scratch: Repo) -> None:
    assert parse_message("Fix: the thing\n").trailers == ()
    assert by_git(scratch, "Fix: the thing\n") == []


def test_an_address_is_no_trailer() -> None:
    """git takes ``https:`` for a token; people do not."""
    assert parse_message("subject\n\nhttps://example.com/1\n").trailers == ()


def test_a_change_id_makes_a_block_of_trailers_as_gerrit_has_it() -> None:
    message = parse_message(f"subject\n\nSee the other one\nChange-Id: {OLD}\n")
    assert message.change_id == OLD
    assert [t.token for t in message.trailers] == ["", "change-id"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"s\n\nChange-Id: {OLD}\n", OLD),
        (f"s\n\nchange-id:{OLD}\n", OLD),
        (f"s\n\nLink: https://r.example.com/id/{OLD}\n", OLD),
        (f"s\n\nChange-Id: {NEW}\nChange-Id: {OLD}\n", OLD),
        (f"s\n\nChange-Id: {OLD}\n\nlast paragraph\n", ""),
        (f"s\n\nChange-Id: {OLD}\n\nReviewed-by: x\n", ""),
        (f"Change-Id: {OLD}\n", ""),
        ("s\n\nLink: https://example.com/1\n", ""),
        (f"s\n\nChange-Id: {OLD}\r\n", OLD),
    ],
)
def test_a_change_id_counts_in_the_last_paragraph_only(text: str, wanted: str) -> None:
    assert parse_message(text).change_id == wanted


# Who keeps what

TARGET = f"""\
Do four things

All at once.

Closes-Bug: #7
Co-authored-by: B <b@c>
(cherry picked from commit {"1" * 40})
Reviewed-by: C
  on a folded line
Change-Id: {OLD}
{SIGNED}
"""


def trailers(message: Message) -> list[str]:
    """The trailers as written."""
    return [trailer.text for trailer in message.trailers]


def test_the_heir_keeps_every_trailer_and_its_order() -> None:
    due = inheritance(TARGET, ["one", "two"])
    assert due.heir("two\n").text == "two\n\n" + TARGET.partition("once.\n\n")[2]


ANY_LINE = st.sampled_from(
    (*SAME, "", " ", "text", "text  ", "A: b\t", "A: b\r", " folded", SIGNED)
)


@examples(300)
@given(
    target=st.lists(ANY_LINE, max_size=12).map("\n".join),
    heir=st.integers(0, 2),
)
def test_a_message_that_nobody_edited_is_the_target_s_as_it_is(target: str, heir: int) -> None:
    """D7: with every repeated trailer, and every blank at the end of a line."""
    texts = ["one", "two"]
    texts.insert(heir, parse_message(target).body + "\n")
    assert inheritance(target, texts).heir(texts[heir]) == parse_message(target)


def test_a_new_body_keeps_trailers_that_repeat() -> None:
    """D7: as where one person signs off before and after another."""
    signed = [SIGNED, "Signed-off-by: B <b@c>", "[b: fixed a typo]", SIGNED]
    due = inheritance("s\n\n" + "\n".join(signed) + "\n", ["one", "two"])
    assert trailers(due.heir("two")) == signed
    assert trailers(due.other(due.read("one"))) == [signed[0], signed[1], signed[3]]


def test_other_parts_get_who_signed_and_who_wrote_and_an_id_of_their_own() -> None:
    due = inheritance(TARGET, ["one", "two"])
    assert trailers(due.other(parse_message("one"), NEW)) == [
        f"Change-Id: {NEW}",
        "Co-authored-by: B <b@c>",
        SIGNED,
    ]


def test_a_trailer_that_the_user_gave_to_one_part_is_there_alone() -> None:
    texts = ["one\n\nCloses-Bug: #7\n", "two"]
    due = inheritance(TARGET, texts)
    assert "Closes-Bug: #7" in trailers(due.other(parse_message(texts[0]), NEW))
    assert "Closes-Bug: #7" not in trailers(due.heir(texts[1]))


def test_the_target_s_id_typed_into_another_part_does_not_stay_there() -> None:
    text = f"one\n\nChange-Id: {OLD}\n"
    due = inheritance(TARGET, [text, "two"])
    assert due.other(parse_message(text), NEW).change_id == NEW
    assert due.heir("two").change_id == OLD


def test_an_id_typed_into_a_part_is_kept_unless_it_is_the_heir() -> None:
    text = f"one\n\nChange-Id: {NEW}\n"
    due = inheritance(TARGET, [text, "two"])
    assert due.other(parse_message(text), "I" + "9" * 40).change_id == NEW
    assert due.heir(text).change_id == OLD


def test_a_link_stays_a_link_with_another_id() -> None:
    due = inheritance(f"s\n\nLink: https://r.example.com/id/{OLD}\n", ["one", "two"])
    assert trailers(due.other(parse_message("one"), NEW)) == [
        f"Link: https://r.example.com/id/{NEW}"
    ]
    assert trailers(due.heir("two")) == [f"Link: https://r.example.com/id/{OLD}"]


def test_without_a_change_id_none_appears() -> None:
    due = inheritance(f"s\n\n{SIGNED}\n", ["one", "two"])
    assert trailers(due.other(parse_message("one"))) == trailers(due.heir("two")) == [SIGNED]


@examples(100)
@given(
    block=st.lists(st.sampled_from([line for line in SAME if ":" in line[:14]]), max_size=4),
    texts=st.lists(st.sampled_from(["one", "two\n\nmore", "three\n\nBug: 3"]), min_size=1),
    with_id=st.booleans(),
)
def test_no_trailer_of_the_target_is_lost_and_one_part_has_its_id(
    block: list[str], texts: list[str], with_id: bool
) -> None:
    last = [f"Change-Id: {OLD}", SIGNED] if with_id else [SIGNED]
    target = "\n".join(["s", "", *block, *last]) + "\n"
    due = inheritance(target, texts)
    made = [due.other(parse_message(text), NEW if with_id else "") for text in texts[:-1]]
    made.append(due.heir(texts[-1]))
    everywhere = {trailer for message in made for trailer in trailers(message)}
    assert set(trailers(parse_message(target))) <= everywhere
    assert [m.change_id for m in made].count(OLD) == with_id
    assert all(SIGNED in trailers(message) for message in made)
    assert [m.subject for m in made] == [text.split("\n")[0] for text in texts]


def test_a_block_may_begin_with_a_line_that_folds_nothing() -> None:
    """As in commits that were mailed with their diffstat."""
    block = " a.txt |    2 +-\n 1 file changed\nSigned-off-by: A <a@example.com>"
    tokens = [t.token for t in parse_message(f"subject\n\ntext\n\n{block}\n").trailers]
    assert tokens[-1] == "signed-off-by"


def test_folded_lines_that_belong_to_no_trailer_count_against_a_block() -> None:
    block = "text\n" + "  more\n" * 3 + "Signed-off-by: A <a@example.com>"
    assert parse_message(f"subject\n\n{block}\n").trailers == ()


def test_a_line_with_a_carriage_return_alone_is_blank() -> None:
    """As in messages that a web form has sent."""
    text = "subject\n\nBumps it.\r\n- one\r\n\r\n---\r\na: b\r\n...\r\n\r\nSigned-off-by: A <a@x>\n"
    assert [t.token for t in parse_message(text).trailers] == ["signed-off-by"]


def test_part_without_words_has_no_trailer_twice() -> None:
    due = inheritance(f"Do it\n\nChange-Id: {OLD}\n{SIGNED}\n", ["", "rest"])
    message = due.other(due.other(parse_message("")), NEW)
    assert trailers(message) == [f"Change-Id: {NEW}", SIGNED]
    assert message.body == ""


def test_added_are_the_trailers_that_a_text_does_not_have() -> None:
    target = f"Do it\n\nBug: 7\nChange-Id: {OLD}\n{SIGNED}\n"
    shared = inheritance(target, ["one", f"two\n\n{SIGNED}"])
    assert shared.added("one", is_heir=True) == f"Bug: 7\nChange-Id: {OLD}\n{SIGNED}"
    assert shared.added("one", is_heir=False) == SIGNED
    assert shared.added(f"two\n\n{SIGNED}", is_heir=False) == ""
