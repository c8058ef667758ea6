"""Wheel and sdist have all that is installed, and an installation finds its manual."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = "git_splitter-{version}.data/data/share/"
#: What is installed beside the program, below share/, and the file of the project that it is.
SHARED = {
    "man/man1/git-split.1": "man/git-split.1",
    "bash-completion/completions/git-split": "completions/git-split.bash",
    "zsh/site-functions/_git-split": "completions/_git-split",
    "fish/vendor_completions.d/git-split.fish": "completions/git-split.fish",
}
#: A man that prints the path of the page it is to show.
MAN = """#!/bin/sh
echo "$@"
"""


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a "wheel" or an "sdist" of the project in ``source``; returns its file."""
    script = f"import sys, hatchling.build as build; print(build.build_{kind}(sys.argv[1]))"
    command = [sys.executable, "-c", script, str(target)]
    return target / subprocess.check_output(command, cwd=source, text=True).strip()


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist of this tree, unpacked."""
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, place)) as archive:
        archive.extractall(place, filter="data")
    return next(path for path in place.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def prefix(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel, and nothing else, in it."""
    made = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    pip = [sys.executable, "-m", "pip", "-q", "--python", str(made / "bin/python"), "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-compile", str(wheel)], check=True)
    return made


@pytest.fixture
def environment(prefix: Path, tmp_path: Path) -> dict[str, str]:
    """The variables of a user who has the installation's commands, and MAN, on PATH."""
    (tmp_path / "man").write_text(MAN)
    (tmp_path / "man").chmod(0o755)
    path = f"{tmp_path}:{prefix / 'bin'}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path}


def contents(wheel: Path) -> Iterator[tuple[str, str]]:
    """The names of the files in a wheel, each with a hash of its content."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            yield name, hashlib.sha256(archive.read(name)).hexdigest()


def metadata_of(wheel: Path, place: Path) -> Distribution:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return PathDistribution(next(place.glob("*.dist-info")))


def test_wheel_has_manual_completions_and_licence(wheel: Path) -> None:
    names = dict(contents(wheel))
    version = wheel.name.split("-")[1]
    data = {name: file for name, file in names.items() if ".data/" in name}
    assert data == {
        DATA.format(version=version) + place: hashlib.sha256((ROOT / file).read_bytes()).hexdigest()
        for place, file in SHARED.items()
    }
    assert f"git_splitter-{version}.dist-info/licenses/LICENSE" in names


def test_wheel_has_every_module_and_no_test(wheel: Path) -> None:
    packed = {name for name, _ in contents(wheel) if name.endswith(".py")}
    assert packed == {str(file.relative_to(ROOT)) for file in ROOT.glob("splitter/**/*.py")}


def test_wheel_made_from_the_sdist_is_the_same(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    assert list(contents(build("wheel", sdist, tmp_path))) == list(contents(wheel))


def test_sdist_has_what_the_tests_need(sdist: Path) -> None:
    kept = {"LICENSE", "README.md", "CHANGELOG.md", "Makefile", "pyproject.toml"}
    assert all((sdist / name).is_file() for name in {*kept, *SHARED.values()})
    for file in ROOT.glob("tests/**/*.py"):
        assert (sdist / file.relative_to(ROOT)).is_file()


def test_metadata_is_complete(wheel: Path, tmp_path: Path) -> None:
    about = metadata_of(wheel, tmp_path).metadata
    assert about["Name"] == "git-splitter"
    assert about["Summary"].startswith("git split: ")
    assert about["License-Expression"] == "MIT"
    assert about["License-File"] == "LICENSE"
    assert about["Requires-Python"] == ">=3.11"
    assert about["Description-Content-Type"] == "text/markdown"
    text = about.get_payload()  # type: ignore[attr-defined]
    assert text.strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_program_of_the_installation_opens_its_manual(
    prefix: Path, environment: dict[str, str]
) -> None:
    page = prefix / "share/man/man1/git-split.1"
    shown = subprocess.check_output(["git-split", "--help"], env=environment, text=True)
    assert shown == f"{page.resolve()}\n"


def test_help_without_man_is_the_usage(prefix: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path)}
    command = [str(prefix / "bin/git-split"), "--help"]
    shown = subprocess.check_output(command, env=environment, text=True)
    assert shown.startswith("usage: git split ")


def test_git_opens_the_manual_by_its_name(environment: dict[str, str]) -> None:
    """git asks man for git-split, and man finds pages in the share/man beside a bin on PATH."""
    shown = subprocess.check_output(["git", "split", "--help"], env=environment, text=True)
    assert shown == "git-split\n"


def test_man_looks_for_the_page_where_it_was_installed(prefix: Path) -> None:
    page = prefix / "share/man/man1/git-split.1"
    assert page.read_bytes() == (ROOT / "man/git-split.1").read_bytes()
    if manpath := shutil.which("manpath"):
        path = f"{prefix / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "MANPATH": ""}
        printed = subprocess.check_output([manpath, "-q"], env=environment, text=True)
        assert str(prefix / "share/man") in printed.strip().split(":")
