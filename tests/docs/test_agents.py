"""The page for agents: its plan is applied, and its errors are those that the program prints."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from docs import schemas
from fixtures import story
from tests.docs.test_documents import ROOT
from tests.support.repos import Repo
from tests.support.splits import Run

PAGE = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
SCRIPTS = (ROOT / "docs/scripts.md").read_text(encoding="utf-8")


def block(begin: str) -> str:
    """The first indented block behind a sentence, without its indentation."""
    found = re.search(r"^(?:    .*\n)+", PAGE[PAGE.index(begin) :], re.M)
    assert found
    return textwrap.dedent(found[0])


PLAN = block("This is `plan.json`:")
REST = ',\n    { "message": "Make the directories before anything is written", "rest": true }'


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The repository of the demo as the working directory, with the plan of the page in it."""
    story.build(tmp_path / "tend")
    monkeypatch.chdir(tmp_path / "tend")
    Path("plan.json").write_text(PLAN)
    return Repo(tmp_path / "tend")


def test_three_calls_split_a_commit(demo: Repo, run: Run) -> None:
    calls = re.findall(r"^    git split (.*)", PAGE, re.M)
    paths, read, try_it, apply_it = (call.split(" > ")[0] for call in calls)
    message, _, others = paths.removeprefix('-m "').partition('" ')
    shown = run("-n", "--json", "-m", message, *others.split())
    assert json.loads(shown.out)["parts"][0]["files"][0]["path"] == "stop-base"
    commit = json.loads(run(*read.split()).out)
    ids = {hunk["id"] for file in commit["files"] for hunk in file["hunks"]}
    named = re.search(r'"id": "(\w+)"', PAGE)
    assert named and named[1] in ids
    tried = json.loads(run(*try_it.split()).out)
    done = run(*apply_it.split())
    assert (done.status, done.err) == (0, "")
    assert tried["parts"] == json.loads(done.out)["parts"]
    assert tried["warnings"] == []
    subjects = [part["subject"] for part in tried["parts"]]
    assert subjects == re.findall(r'"message": "(.*?)"', PLAN)
    assert demo.line("rev-parse", "HEAD~2") == tried["parts"][-1]["commit"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("begin", "was", "becomes"),
    [
        ("Without a part for the rest", REST, ""),
        ("A key that is not known", '"file": "stop-base"', '"file": "run.sh", "hunk": [3]'),
        ("A change in two parts", '"file": "stop-base"', '"file": "run.sh", "hunks": [3]'),
        ("Lines that are not in the commit", "30-35", "30-36"),
        ("A line without the line", '"match": "pid_of"', '"file": "run.sh", "added": [49]'),
    ],
)
def test_errors_are_those_of_the_program(run: Run, begin: str, was: str, becomes: str) -> None:
    assert PLAN.count(was) == 1
    Path("plan.json").write_text(PLAN.replace(was, becomes))
    err = run("-n", "--plan", "plan.json", "HEAD~2").err
    assert err.startswith(block(begin)), err


@pytest.mark.parametrize("name", ["commit-1.json", "result-1.json"])
def test_every_field_of_a_schema_is_on_the_page(name: str) -> None:
    kinds = json.loads((schemas.DIRECTORY / name).read_text(encoding="utf-8"))["$defs"]
    fields = {field for kind in kinds.values() for field in kind.get("properties", {})}
    named = {
        word for words in re.findall(r"`([^`]+)`", SCRIPTS) for word in re.findall(r"\w+", words)
    }
    assert fields - named == set()
