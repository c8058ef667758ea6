"""Completion in bash, zsh and fish: options of the command, commits, paths."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import shells
from tests.support.repos import Repo
from tests.support.shells import COMPLETIONS, Shell

#: The two ways to call the command.
CALLS = ("git split", "git-split")
BASH, ZSH, FISH = (
    (COMPLETIONS / name).read_text(encoding="utf-8")
    for name in ("git-split.bash", "_git-split", "git-split.fish")
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Two commits; the second changes some files and deletes one."""
    made = Repo.init(tmp_path_factory.mktemp("completion") / "work")
    stays = {b"src/b": b"1\n", b"kept": b"1\n"}
    made.stack(
        ({**stays, b"src/deep/a": b"1\n", b"my file": b"1\n", b"old/c": b"1\n"}, "base\n"),
        ({**stays, b"src/deep/a": b"2\n", b"my file": b"2\n"}, "change\n"),
    )
    made.git("tag", "v1")
    made.git("branch", "topic/x")
    (made.path / "plan.toml").write_text("")
    return made


@pytest.fixture(scope="module", params=shells.names())
def shell(
    request: pytest.FixtureRequest, history: Repo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shell]:
    """Each shell of this machine, in that repository."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    home = tmp_path_factory.mktemp("shell")
    started = shells.start(request.param, history.path, {**os.environ, "PATH": path}, home)
    yield started
    started.close()


@pytest.fixture(scope="module")
def usage() -> str:
    """What ``git split -h`` prints about options."""
    command = [sys.executable, "-m", "splitter", "-h"]
    return subprocess.check_output(command, text=True).split("options:")[1]


def options_of(usage: str) -> set[str]:
    rows = re.findall(r"^  (-.*?)(?:  |$)", usage, re.M)
    return {option for row in rows for option in re.findall(r"(?<![\w-])--?[a-z][\w-]*", row)}


def values_of(usage: str) -> dict[str, set[str]]:
    found = re.findall(r"(--[\w-]+)[ =]\{([\w,]+)\}", usage)
    return {option: set(values.split(",")) for option, values in found}


def first_level(paths: list[str]) -> set[str]:
    """Paths up to their first slash: fish offers whole paths, the others a directory at a time."""
    return {re.sub(r"/.*", "/", path) for path in paths}


def test_bash_has_the_options_of_the_command(usage: str) -> None:
    listed = re.search(r'__git_split_options="([^"]*)"', BASH)
    assert listed
    assert {word.rstrip("=") for word in listed[1].split()} == options_of(usage)
    for option, values in values_of(usage).items():
        offer = re.search(rf'\t{option}\)\n\t\t__git_split_offer "([^"]*)"', BASH)
        assert offer, option
        assert set(offer[1].split()) == values


def test_zsh_has_the_options_of_the_command(usage: str) -> None:
    specs = ZSH[ZSH.index("_arguments") :].split("\n\n")[0]
    specs = re.sub(r"'\([^)]*\)", "'", specs)
    listed = re.findall(r"(?:^\s+'|[{,])(--?[a-z][\w-]*)", specs, re.M)
    assert set(listed) == options_of(usage)
    for option, values in values_of(usage).items():
        line = next(line for line in specs.splitlines() if f"'{option}=" in line)
        assert set(re.findall(r"([a-z]+)\\:", line)) == values


def test_fish_has_the_options_of_the_command(usage: str) -> None:
    short = re.findall(r"^complete -c git-split.* -s (\w)", FISH, re.M)
    long = re.findall(r"^complete -c git-split.* -l ([\w-]+)", FISH, re.M)
    assert {f"-{name}" for name in short} | {f"--{name}" for name in long} == options_of(usage)
    for option, values in values_of(usage).items():
        line = next(line for line in FISH.splitlines() if f"-l {option[2:]} " in line)
        assert set(re.findall(r"(\w+)\\t", line)) == values


@pytest.mark.parametrize("call", CALLS)
def test_options_are_offered(shell: Shell, call: str, usage: str) -> None:
    offered = {option.rstrip("=") for option in shell.offered(call, "--")}
    assert offered == {option for option in options_of(usage) if option.startswith("--")}


@pytest.mark.parametrize("call", CALLS)
def test_values_of_options_are_offered(shell: Shell, call: str, usage: str) -> None:
    for option, values in values_of(usage).items():
        offered = shell.offered(call, f"{option}=")
        assert {value.removeprefix(f"{option}=") for value in offered} == values
        assert set(shell.offered(f"{call} {option}")) == values


@pytest.mark.parametrize("call", CALLS)
def test_commits_are_offered(shell: Shell, call: str) -> None:
    assert {"HEAD", "main", "topic/x", "v1"} <= set(shell.offered(call))
    assert shell.offered(call, "HEAD~") == ["HEAD~1"]
    assert shell.offered(f"{call} --empty keep -n", "v") == ["v1"]


@pytest.mark.parametrize("call", CALLS)
def test_paths_that_the_commit_changes_are_offered(shell: Shell, call: str) -> None:
    changed = {"my file", "old/", "src/"}
    assert first_level(shell.offered(f"{call} HEAD --")) == changed
    assert first_level(shell.offered(f"{call} HEAD")) == changed
    assert first_level(shell.offered(f"{call} --update-refs=head HEAD --")) == changed
    assert shell.offered(f"{call} HEAD --", "src/deep/") == ["src/deep/a"]
    assert shell.offered(f"{call} HEAD --", "my\\ f") == ["my file"]
    assert first_level(shell.offered(f"{call} HEAD~1 --")) == {*changed, "kept"}


@pytest.mark.parametrize("call", CALLS)
def test_formats_of_a_printed_plan_are_offered_behind_an_equals_sign(
    shell: Shell, call: str
) -> None:
    offered = shell.offered(call, "--print-plan=")
    assert {value.removeprefix("--print-plan=") for value in offered} == {"toml", "json"}
    offered = shell.offered(call, "--print-plan=j")
    assert [value.removeprefix("--print-plan=") for value in offered] == ["json"]
    assert shell.offered(f"{call} --print-plan", "v") == ["v1"]


@pytest.mark.parametrize("call", CALLS)
def test_commits_and_paths_are_offered_for_parts_by_paths(shell: Shell, call: str) -> None:
    assert shell.offered(f"{call} -m one", "v") == ["v1"]
    assert shell.offered(f"{call} -m one HEAD~1 --", "ke") == ["kept"]
    assert shell.offered(f"{call} -m one HEAD -- kept -m two --", "src/deep/") == ["src/deep/a"]
    assert shell.offered(f"{call} -m one --", "ke") == ["kept"]


@pytest.mark.parametrize("call", CALLS)
def test_tracked_files_are_offered_without_a_commit(shell: Shell, call: str) -> None:
    assert first_level(shell.offered(f"{call} --")) == {"my file", "src/", "kept"}


@pytest.mark.parametrize("call", CALLS)
def test_files_are_offered_for_a_plan(shell: Shell, call: str) -> None:
    assert shell.offered(f"{call} --plan", "pl") == ["plan.toml"]
    assert shell.offered(call, "--plan=pl") == ["--plan=plan.toml"]
