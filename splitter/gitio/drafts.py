"""Drafts: a plan file for each target, under the git directory."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from splitter.gitio.repo import Repository


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one repository."""

    directory: Path

    def path(self, target: str) -> Path:
        """Where the draft for a commit lies."""
        return self.directory / f"{target}.toml"

    def targets(self) -> frozenset[str]:
        """The commits that have a draft, by their ids in hex."""
        return frozenset(path.stem for path in self.directory.glob("*.toml"))

    def read(self, target: str) -> str | None:
        """The draft for a commit; None where there is none, or none that can be read as text."""
        try:
            return self.path(target).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, target: str, text: str) -> None:
        """Save a draft, whole or not at all.  Raises OSError."""
        self.directory.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.directory, suffix=".new")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).replace(self.path(target))

    def remove(self, target: str) -> None:
        """Forget the draft for a commit, if there is one that can be removed."""
        with suppress(OSError):
            self.path(target).unlink()


def drafts_of(repository: Repository) -> Drafts:
    """The drafts of a repository, shared by its worktrees."""
    return Drafts(repository.common_dir / "split" / "drafts")
