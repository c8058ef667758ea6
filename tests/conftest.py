"""What every test stands on: git without the machine's configuration, Hypothesis profiles, and a
place in memory for the files that tests write.

``HYPOTHESIS_PROFILE=thorough`` tries twice as many examples (``make check-all`` sets it), and
``deep`` looks further, with a seed of its own each time.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from splitter import cli
from tests.support.env import hermetic
from tests.support.repos import Repo
from tests.support.splits import Ran, Run

#: A directory in memory, on Linux, and how much of it should be free, in bytes.
MEMORY = Path("/dev/shm")
NEEDED = 1 << 30


def use_memory() -> None:
    """Put temporary files into memory, if TMPDIR says nothing else and there is a place for them.

    The tests make thousands of small repositories: on a disk that takes twice as long.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    place = os.statvfs(MEMORY)
    if not place.f_flag & os.ST_NOEXEC and place.f_bavail * place.f_frsize > NEEDED:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


use_memory()

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

for _name, _count in {"quick": 50, "thorough": 100}.items():
    settings.register_profile(
        _name,
        deadline=None,
        database=None,
        derandomize=True,
        max_examples=_count,
        suppress_health_check=_SLOW,
    )
settings.register_profile(
    "deep", deadline=None, database=None, max_examples=2000, suppress_health_check=_SLOW
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_xdist_auto_num_workers() -> int:
    """How many tests run at once: half of the time they wait for other processes."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process, in the working directory."""

    def run(*words: str) -> Ran:
        status = cli.run(words)
        return Ran(status, *capfd.readouterr())

    return run


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """A ^C reaches the programs under test, also where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def hermetic_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Git as if on a machine without users: no home, no configuration, fixed people and dates."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # many tests start the program
        for name, value in hermetic(home).items():
            patch.setenv(name, value)
        patch.setenv("GIT_TEMPLATE_DIR", str(template(home / "template")))
        yield


def template(directory: Path) -> Path:
    """The directories that new repositories are expected to have, without hooks to copy."""
    for name in ("hooks", "info"):
        (directory / name).mkdir(parents=True)
    return directory


@pytest.fixture
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A new and empty repository with a work tree."""
    return Repo.init(tmp_path_factory.mktemp("repo") / "work")


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A repository for objects only, shared by the tests that generate many.

    What ends in ``.text`` is text to git there, whatever is in it.
    """
    made = Repo.init(tmp_path_factory.mktemp("scratch") / "work")
    (made.path / ".git/info/attributes").write_text("*.text diff\n")
    return made
