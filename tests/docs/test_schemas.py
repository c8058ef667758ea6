"""The schemas of the JSON are those of the program, and what it prints is read by them."""

from __future__ import annotations

import json

import msgspec
import pytest

from docs import schemas
from splitter import cli
from splitter.core.plan.planfile.schema import read_document
from splitter.core.report.commit import CommitJson
from splitter.core.report.result import ResultJson
from tests.support.repos import Repo, Tree
from tests.support.splits import Piece, command, plan_text
from tests.support.stories import DROPPING, TWO, story


def test_the_plan_in_the_help_is_a_plan() -> None:
    text = cli.EPILOG.partition('with "rest":')[2].partition('\n"match" finds')[0]
    plan = read_document(text.replace("<of a hunk>", "abcd"))
    assert [part.rest for part in plan.part] == [False, True]


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_schema_is_that_of_the_program(name: str) -> None:
    written = (schemas.DIRECTORY / name).read_text(encoding="utf-8")
    assert written == schemas.schema(schemas.SCHEMAS[name])


def test_the_printed_commit_has_every_line_and_a_plan(repo: Repo) -> None:
    old = story(repo)
    done = command(repo, "--print-plan=json", "HEAD~2")
    assert (done.returncode, done.stderr) == (0, "")
    found = msgspec.json.decode(done.stdout, type=CommitJson)
    assert (found.commit, found.parent, found.message) == (old[1], old[0], "do it all\n")
    assert [file.path for file in found.files] == ["a", "b"]
    lines = [line for hunk in found.files[0].hunks for line in hunk.lines if line.mark != " "]
    for line in lines:
        version = old[1] if line.mark == "+" else old[0]
        number = line.new if line.mark == "+" else line.old
        assert number is not None
        assert repo.content(version, b"a").decode().splitlines()[number - 1] == line.text
    assert [change.kind for change in found.files[1].file_changes] == ["create"]
    assert found.plan.target == old[1]


def test_pathspecs_put_their_files_into_the_first_part_of_the_printed_plan(repo: Repo) -> None:
    story(repo)
    done = command(repo, "--print-plan=json", "HEAD~2", "--", "b")
    parts = msgspec.json.decode(done.stdout, type=CommitJson).plan.part
    assert [entry.file for entry in parts[0].changes or ()] == ["b"]
    assert not parts[1].changes
    assert parts[1].rest


def test_a_line_that_is_not_utf8_is_quoted_and_a_missing_newline_is_named(repo: Repo) -> None:
    base: Tree = {b"a": b"1\n"}
    repo.stack((base, "base"), ({b"a": b"1\n\xff\x00"[:-1]}, "more"))
    done = command(repo, "--print-plan=json")
    *_, line = json.loads(done.stdout)["files"][0]["hunks"][0]["lines"]
    assert line == {"mark": "+", "new": 2, "quoted": '"\\377"', "has_newline": False}


def test_a_moved_line_has_its_other_place(repo: Repo) -> None:
    body = b"def function_with_a_long_name():\n    return 1\n"
    repo.stack(({b"a": body, b"b": b"1\n"}, "base"), ({b"a": b"", b"b": b"1\n" + body}, "move"))
    found = json.loads(command(repo, "--print-plan=json").stdout)
    first = found["files"][0]["hunks"][0]["lines"][0]
    assert first["moved"] == {"file": "b", "line": 2}


@pytest.mark.parametrize("words", [[], ["-n"]])
def test_the_result_has_counts_refs_and_what_is_dropped(repo: Repo, words: list[str]) -> None:
    story(repo)
    before = repo.refs()["HEAD"]
    done = command(repo, "--json", *words, "--plan", "-", "HEAD~2", stdin=DROPPING)
    assert (done.returncode, done.stderr) == (0, "")
    found = msgspec.json.decode(done.stdout, type=ResultJson)
    assert found.dry_run == bool(words)
    counts = [[(f.path, f.added, f.removed) for f in part.files] for part in found.parts]
    assert counts == [[("a", 1, 1)], [("b", 2, 0)]]
    assert [(f.path, f.added, f.removed) for f in found.dropped] == [("a", 1, 1)]
    assert found.uncommitted
    assert [ref.name for ref in found.refs] == ["refs/heads/main"]
    assert [one.subject for one in found.above] == ["upper", "top"]
    assert repo.refs()["HEAD"] == (before if words else found.refs[0].new)


def test_notes_are_warnings_in_the_result(repo: Repo) -> None:
    repo.stack(({b"a": b"1\n"}, "base"), ({b"a": b"1\n", b"new": b"a\nb\n"}, "all"))
    plan = plan_text(
        Piece("one", ['{ file = "new", added = [2] }']),
        Piece("two", ['{ file = "new", added = [1] }']),
    )
    done = command(repo, "--json", "-n", "--plan", "-", stdin=plan)
    found = msgspec.json.decode(done.stdout, type=ResultJson)
    assert found.warnings == ("'new' is created in part 1, with its first lines",)


@pytest.mark.parametrize(
    "words",
    [["--json"], ["--json", "--undo"], ["--json", "--print-plan"], ["--print-plan=xml"]],
    ids=" ".join,
)
def test_json_of_nothing_is_refused(repo: Repo, words: list[str]) -> None:
    done = command(repo, *words)
    assert done.returncode == 2
    assert done.stdout == ""


def test_a_format_follows_only_behind_an_equals_sign(repo: Repo) -> None:
    story(repo)
    assert (
        command(repo, "--print-plan", "HEAD~2").stdout
        == command(repo, "--print-plan=toml", "HEAD~2").stdout
    )
    assert command(repo, "--plan", "-", "HEAD~2", stdin=TWO).returncode == 0
