"""Where the installed program runs: a repository, an environment that is all its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fixtures.story import hermetic

#: The console script as it was installed beside this Python.
PROGRAM = Path(sys.executable).with_name("git-split")

#: What a user's shell may hold and no test should see.
_PERSONAL = ("PYTHON", "TEXTUAL", "NO_COLOR", "FORCE_COLOR", "COL", "LINES", "TERM", "TMUX", "SSH")
_EDITORS = ("EDITOR", "VISUAL", "PAGER")


def environment(home: Path) -> dict[str, str]:
    """An environment in which git finds nothing but the installed program beside itself."""
    assert PROGRAM.exists(), f"{PROGRAM} is not installed; run: make test"
    plain = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(_PERSONAL) and key not in _EDITORS
    }
    path = os.pathsep.join((str(PROGRAM.parent), plain.get("PATH", os.defpath)))
    home.mkdir(parents=True, exist_ok=True)
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "PATH": path}
    return hermetic(plain) | own | {"LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Place:
    """A directory in a repository, and the environment in which programs run there."""

    directory: Path
    env: dict[str, str]

    @classmethod
    def init(cls, directory: Path, home: Path) -> Place:
        """A new repository of somebody's."""
        place = cls(directory, environment(home))
        directory.mkdir()
        place.git("init", "-q", "-b", "main")
        place.git("config", "user.name", "Gus Gardener")
        place.git("config", "user.email", "gus@example.org")
        return place

    def run(
        self, *command: str | Path, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command without a terminal, and let it fail; text goes in and comes out."""
        return subprocess.run(
            list(map(str, command)),
            cwd=self.directory,
            env=self.env,
            input=stdin or "",
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def split(
        self, *args: str | Path, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run ``git split`` the way a user does: through git."""
        return self.run("git", "split", *args, stdin=stdin)

    def git(self, *args: str, stdin: str | None = None) -> str:
        """What git prints, without the last newline.  Raises AssertionError where it fails."""
        done = self.run("git", *args, stdin=stdin)
        assert done.returncode == 0, f"git {' '.join(args)}: {done.stderr}"
        return done.stdout.removesuffix("\n")

    def commit(self, files: Mapping[str, str | bytes], message: str) -> None:
        """Write files and commit them, with all that is in the index."""
        for name, text in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def lines(self, *args: str) -> list[str]:
        """The lines that git prints."""
        return self.git(*args).splitlines()

    def file(self, revision: str, path: str) -> str:
        """A file as it is in a commit, its last newline included."""
        return self.run("git", "cat-file", "blob", f"{revision}:{path}").stdout
