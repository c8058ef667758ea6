"""Modules that are imported when they are first used."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Barrier

import pytest

import splitter

PROGRAM = Path(splitter.__file__).parent
THREADS = 8


def late_modules() -> dict[str, list[str]]:
    """The modules that each package names for mypy only, by the package."""
    found = {}
    for file in PROGRAM.rglob("__init__.py"):
        package = ".".join(file.parent.relative_to(PROGRAM.parent).parts)
        names = [
            f"{package}.{alias.name}"
            for block in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(block, ast.If)
            for one in block.body
            if isinstance(one, ast.ImportFrom) and one.module == package
            for alias in one.names
        ]
        if names:
            found[package] = names
    return found


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a package that imports its modules late, one of which takes its time."""
    name = f"late_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from splitter.lazy import importer\n__getattr__ = importer(__name__)\ntimes = []\n"
    )
    (folder / "slow.py").write_text(
        f"import time\nimport {name}\n{name}.times.append(1)\ntime.sleep(0.05)\nlast = 'line'\n"
    )
    (folder / "interrupted.py").write_text(
        "import os, signal\nfrom splitter import signals\n"
        "os.kill(os.getpid(), getattr(signal, os.environ['SIGNAL']))\n"
        "for _ in range(1000): pass\n"
        f"import {name}\n{name}.times.append('whole')\n"
    )
    (folder / "broken.py").write_text("import there_is_no_such_module\n")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_a_module_is_imported_at_its_first_use_and_once(package: str) -> None:
    late = import_module(package)
    assert f"{package}.slow" not in sys.modules
    assert late.slow is sys.modules[f"{package}.slow"] is late.slow
    assert late.times == [1]


def test_threads_that_use_a_module_first_at_the_same_time_get_all_of_it(package: str) -> None:
    late, start = import_module(package), Barrier(THREADS)

    def use(_: int) -> str:
        start.wait()
        last: str = late.slow.last
        return last

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(use, range(THREADS))) == ["line"] * THREADS
    assert late.times == [1]


@pytest.mark.parametrize("name", ["nowhere", "_slow", "__wrapped__"])
def test_a_name_of_no_module_is_no_attribute(package: str, name: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute '{name}'"):
        getattr(import_module(package), name)


def test_a_module_that_cannot_be_imported_says_what_is_missing(package: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="there_is_no_such_module"):
        _ = import_module(package).broken


def test_every_late_module_is_an_attribute_of_its_package() -> None:
    for package, names in late_modules().items():
        for name in names:
            assert getattr(import_module(package), name.rpartition(".")[2]) is sys.modules[name]


def test_the_screen_imports_no_late_module() -> None:
    packages = late_modules()
    late = {name for names in packages.values() for name in names if name not in packages}
    program = "import sys, splitter.tui.app; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert late
    assert late & set(done.stdout.split()) == set()


@pytest.mark.parametrize(
    ("sent", "raised"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")]
)
def test_a_signal_waits_for_the_end_of_an_import(package: str, sent: str, raised: str) -> None:
    """D25: Python swallowed a ^C in an import, or crashed in an extension module."""
    lines = (
        "import signal, sys",
        "from splitter.signals import raise_when_terminated",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        "raise_when_terminated()",
        f"import {package} as late",
        "try: late.interrupted",
        "except KeyboardInterrupt as error: print(type(error).__name__, late.times)",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "SIGNAL": sent, "PYTHONPATH": sys.path[0]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{raised} ['whole']\n", "")
