"""Selections of a plan file: content ids, patterns, directories and pathspecs."""

from __future__ import annotations

import pytest

from splitter.core.diff.content_ids import content_ids, ids_of
from splitter.core.diff.model import Patch
from splitter.core.plan.planfile.read import Sources, read_plan_by_hand
from splitter.errors import PlanRefused
from tests.support.patches import tree_patch
from tests.support.repos import Repo

OID = "0123456789abcdef0123456789abcdef01234567"
LINES = [b"%d\n" % number for number in range(70)]


def text(*changed: tuple[int, bytes]) -> bytes:
    lines = list(LINES)
    for at, line in changed:
        lines[at] = line
    return b"".join(lines)


@pytest.fixture(scope="module")
def patch(scratch: Repo) -> Patch:
    """Two files that change in two places each, one of them below a directory."""
    new = text((15, b"old name = 1\n"), (50, b"last\n"))
    return tree_patch(
        scratch, {b"a": text(), b"d/b": text()}, {b"a": new, b"d/b": new, b"d/new": b"made\n"}
    )


def sizes(patch: Patch, entry: str) -> list[tuple[int, int]]:
    """The number of removed and added lines of each file that an entry puts into part 1."""
    plan, _ = read_plan_by_hand(
        f'version = 1\n[[part]]\nmessage = "m"\nchanges = [{entry}]\n[[part]]\nrest = true\n',
        patch,
        OID,
        Sources(
            match_paths=lambda spec: {f.path for f in patch if f.path.startswith(spec.encode())}
        ),
    )
    return [(minus, plus) for plus, minus in (plan.lines_of(n, 1) for n in range(len(patch)))]


def test_ids_hold_when_the_commit_is_amended_elsewhere(scratch: Repo, patch: Patch) -> None:
    amended = text((15, b"old name = 1\n"), (50, b"last\n"), (51, b"also last\n"))
    longer = b"more\n" * 7 + amended
    other = tree_patch(scratch, {b"a": text()}, {b"a": longer})
    hunks, others = ids_of(patch.files[0])[1], ids_of(other.files[0])[1]
    assert hunks[0] in others
    assert hunks[1] not in others


def test_equal_hunks_of_one_file_have_different_ids(scratch: Repo) -> None:
    lines = [b"x\n", *[b"%d\n" % number for number in range(20)], b"x\n"]
    old = b"".join(lines)
    other = tree_patch(scratch, {b"a": old}, {b"a": old.replace(b"x", b"y")})
    assert len(set(ids_of(other.files[0])[1])) == 2


def test_every_change_has_an_id(patch: Patch) -> None:
    found = [(n, c) for n, spans in content_ids(patch).values() for span in spans for c in span]
    assert sorted(found) == [(n, c) for n, file in enumerate(patch) for c in range(file.size)]


def test_an_id_selects_its_hunk(patch: Patch) -> None:
    one = ids_of(patch.files[1])[1][1]
    assert sizes(patch, f'{{ id = "{one}" }}') == [(0, 0), (1, 1), (0, 0)]
    assert sizes(patch, f'{{ id = "{one[:8]}", file = "d/b" }}') == [(0, 0), (1, 1), (0, 0)]
    both = ids_of(patch.files[1])[1]
    assert sizes(patch, f'{{ id = ["{both[0]}", "{both[1]}"] }}') == [(0, 0), (2, 2), (0, 0)]


def test_a_pattern_selects_the_line_that_a_line_replaces_too(patch: Patch) -> None:
    assert sizes(patch, "{ match = '^old name' }") == [(1, 1), (1, 1), (0, 0)]
    assert sizes(patch, "{ match = 'name', file = 'd/' }") == [(0, 0), (1, 1), (0, 0)]


def test_patterns_of_one_part_may_overlap(patch: Patch) -> None:
    assert sizes(patch, "{ match = 'old' }, { match = 'name' }") == [(1, 1), (1, 1), (0, 0)]
    by_name = '{ file = "a", hunks = [1] }'
    both = [(1, 1), (1, 1), (0, 0)]
    assert sizes(patch, f"{{ match = 'name' }}, {by_name}") == both
    assert sizes(patch, f"{by_name}, {{ match = 'name' }}") == both


def test_a_pathspec_selects_whole_files(patch: Patch) -> None:
    assert sizes(patch, '{ file = "d/" }') == [(0, 0), (2, 2), (0, 1)]


@pytest.mark.parametrize(
    ("entry", "message", "hint"),
    [
        ('{ id = "0000" }', "no hunk or file change has the id '0000'", "--print-plan=json"),
        ('{ id = "" }', "no hunk or file change has the id ''", "at least 4"),
        ("{ match = '(' }", "is no regular expression", "Python"),
        ("{ match = 'nowhere' }", "no changed line matches 'nowhere'", "--print-plan=json"),
        ("{ match = 'x', hunks = [1] }", "both 'match' and 'hunks'", "for each"),
        ("{ file = 'd/', hunks = [1] }", "'hunks' needs the name of one file", "d/b, d/new"),
        ("{ file = 'e/' }", "the commit has no file 'e/'", "d/b"),
        ("{ id = 1 }", "'id' must be an id in quotes", "id ="),
        ("{ match = 1 }", "'match' must be a regular expression in quotes", "match ="),
    ],
)
def test_a_selection_that_the_patch_does_not_have_is_refused(
    patch: Patch, entry: str, message: str, hint: str
) -> None:
    with pytest.raises(PlanRefused) as refused:
        sizes(patch, entry)
    assert message in str(refused.value)
    assert hint in refused.value.hint
    assert refused.value.line == 4
