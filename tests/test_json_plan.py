"""A plan as JSON: what ``--print-plan=json`` prints is filled in and applied."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.repos import Repo
from tests.support.splits import Ran, Run
from tests.support.stories import BASE, TARGET, TOP, story

Apply = Callable[..., Ran]


@pytest.fixture
def work(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.path)
    return repo


@pytest.fixture
def apply(run: Run, tmp_path: Path) -> Apply:
    """Apply a plan as JSON, given as a value or as text."""

    def apply(plan: dict[str, Any] | str, *words: str) -> Ran:
        path = tmp_path / "plan.json"
        path.write_text(plan if isinstance(plan, str) else json.dumps(plan, indent=1))
        return run("--plan", str(path), *words)

    return apply


def test_the_printed_plan_is_filled_in_and_applied(work: Repo, run: Run, apply: Apply) -> None:
    story(work)
    printed = run("--print-plan=json", "HEAD~2").out
    commit = json.loads(printed)
    plan, first = commit["plan"], commit["files"][0]["hunks"][0]["id"]
    assert plan["part"] == [
        {"message": "", "changes": []},
        {"message": "do it all\n", "rest": True},
    ]
    empty = apply(plan)
    assert (empty.status, empty.out) == (1, "")
    assert re.search(r"part 1.* \(\.part\[0\]\S*, line \d+ of the plan\)", empty.err), empty.err
    whole = apply(commit)
    assert "jq .plan" in whole.err
    plan["part"][0] = {"message": "first", "changes": [{"id": first}, {"match": "^b1"}]}
    done = apply("\n  " + json.dumps(plan), "--json")
    assert done.status == 0
    parts = json.loads(done.out)["parts"]
    assert [file["path"] for file in parts[0]["files"]] == ["a", "b"]
    assert work.message("HEAD~3") == b"first\n"


def test_what_a_plan_forgets_is_printed_as_json_to_paste(work: Repo, apply: Apply) -> None:
    story(work)
    part = {"message": "one", "changes": [{"file": "a", "hunks": [1]}]}
    plan = {"version": 1, "part": [part, {"message": "two", "changes": [{"match": "^b1"}]}]}
    refused = apply(plan, "HEAD~2")
    assert refused.status == 1
    assert ".part, line 3 of the plan" in refused.err
    entries = [line.strip() for line in refused.err.splitlines() if line.startswith("  {")]
    assert entries == ['{"file": "a", "hunks": [2]},', '{"file": "b", "added": [2]},']
    plan["part"][1]["changes"] += json.loads(f"[{''.join(entries).rstrip(',')}]")  # type: ignore[index]
    assert apply(plan, "HEAD~2").status == 0


def test_conflicts_are_printed_as_json_to_paste(work: Repo, apply: Apply) -> None:
    above = {**TOP, b"a": bytes(TOP[b"a"]).replace(b"line 20 new", b"line 20 newer")}  # type: ignore[arg-type]
    work.stack((BASE, "base\n"), (TARGET, "all\n"), (above, "above\n"))
    dropped = {"changes": [{"file": "a", "hunks": [2]}]}
    plan = {"version": 1, "part": [{"message": "x", "rest": True}], "dropped": dropped}
    refused = apply(plan, "HEAD~")
    assert refused.status == 1
    (entry,) = [line for line in refused.err.splitlines() if line.startswith("{")]
    resolution = json.loads(entry.removesuffix(","))
    assert "<<<<<<<" in resolution.pop("text")
    again = apply({**plan, "resolution": [{**resolution, "take": "ours or theirs"}]}, "HEAD~")
    assert ".resolution[0].take" in again.err
    done = apply({**plan, "resolution": [{**resolution, "take": "theirs"}]}, "HEAD~", "--json")
    assert done.status == 0
    assert b"newer" in work.content("HEAD", b"a")


def test_warnings_edits_and_discards_are_in_the_report_and_in_the_result(
    work: Repo, apply: Apply
) -> None:
    story(work)
    edit = {"file": "a", "kept": 1, "text": "LINE\n", "until": "next"}
    plan = {
        "version": 1,
        "part": [
            {"message": "x", "changes": [{"file": "a", "removed": [3]}], "edits": [edit]},
            {"message": "y", "rest": True},
        ],
        "dropped": {"changes": [{"file": "b"}]},
    }
    told = apply(plan, "-n", "HEAD~2")
    (warning,) = [line for line in told.err.splitlines() if line.startswith("warning: ")]
    assert warning.endswith('add {"file": "a", "added": [3]} to part 1')
    found = json.loads(apply(plan, "--json", "--dropped=discard", "HEAD~2").out)
    assert found["warnings"] == [warning.removeprefix("warning: ")]
    assert found["parts"][0]["edits"] == [{"path": "a", "lines": "line 1", "until": "next"}]
    assert found["parts"][1]["edits"] == []
    assert (found["discarded"], found["uncommitted"]) == (True, False)
