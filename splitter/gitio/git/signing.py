"""Signing commits, by the user's own configuration (git-config(1): gpg.*, user.signingKey)."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.objects.commit import Commit
from splitter.errors import StateRefused
from splitter.gitio.git.programs import run_program
from splitter.gitio.git.repository import Repository

#: How a key begins that is given in words and not as the name of a file.
_LITERAL = ("key::", "ssh-")
#: The language of the messages that are read here.
_ENGLISH = {"LANGUAGE": "C", "LC_ALL": "C"}
_PROGRAMS = {"openpgp": "gpg", "x509": "gpgsm", "ssh": "ssh-keygen"}


class Signer(Struct, frozen=True):
    """Signs commits with the key and the program that the configuration names."""

    repository: Repository
    committer: bytes

    def __call__(self, commit: Commit) -> Commit:
        """The commit with a signature over its bytes.  Raises StateRefused where signing fails."""
        make = self._ssh if self._format == "ssh" else self._pgp
        signature = make(commit.body).rstrip(b"\n").replace(b"\r", b"").replace(b"\n", b"\n ")
        name = b"gpgsig" if self.repository.algorithm == "sha1" else b"gpgsig-sha256"
        return replace(commit, headers=(*commit.headers, (name, signature)))

    @property
    def _format(self) -> str:
        return self.repository.config.get("gpg.format", "openpgp")

    @property
    def _program(self) -> str:
        config = self.repository.config
        default = config.get("gpg.program") if self._format == "openpgp" else None
        program = config.get(f"gpg.{self._format}.program", default)
        return os.path.expanduser(program or _PROGRAMS.get(self._format, "gpg"))  # noqa: PTH111

    @property
    def _key(self) -> str:
        config = self.repository.config
        if key := config.get("user.signingkey"):
            return key
        if self._format == "ssh":
            return self._default_ssh_key()
        return self.committer.decode("utf-8", "surrogateescape").rsplit(">", 1)[0] + ">"

    def _default_ssh_key(self) -> str:
        """The first key that gpg.ssh.defaultKeyCommand prints (git-config(1))."""
        command = shlex.split(self.repository.config.get("gpg.ssh.defaultkeycommand", ""))
        if not command:
            raise StateRefused(
                "commit.gpgSign is on but user.signingKey is not set", "set user.signingKey"
            )
        done = run_program(command, self.repository.cwd, env=_ENGLISH)
        keys = [line for line in done.stdout.decode().splitlines() if line.startswith(_LITERAL)]
        if done.status or not keys:
            raise _failed(command[0], done.stderr)
        return keys[0]

    def _pgp(self, body: bytes) -> bytes:
        command = [self._program, "--status-fd=2", "-bsau", self._key]
        done = run_program(command, self.repository.cwd, body, _ENGLISH)
        if done.status or "[GNUPG:] SIG_CREATED" not in done.stderr:
            raise _failed(self._program, done.stderr)
        return done.stdout

    def _ssh(self, body: bytes) -> bytes:
        with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
            key, extra = self._ssh_key(Path(scratch))
            data = Path(scratch, "commit")
            data.write_bytes(body)
            command = [self._program, "-Y", "sign", "-n", "git", "-f", key, *extra, str(data)]
            done = run_program(command, self.repository.cwd, env=_ENGLISH)
            signature = Path(scratch, "commit.sig")
            if done.status or not signature.exists():
                raise _failed(self._program, done.stderr)
            return signature.read_bytes()

    def _ssh_key(self, scratch: Path) -> tuple[str, list[str]]:
        """The file of the key, and options; a literal key is looked up in the agent."""
        key = self._key
        literal = key.removeprefix("key::") if key.startswith(_LITERAL) else ""
        if not literal:
            return os.path.expanduser(key), []  # noqa: PTH111
        path = scratch / "key.pub"
        path.write_text(literal + "\n")
        return str(path), ["-U"]


def _failed(program: str, stderr: str) -> StateRefused:
    lines = [line for line in stderr.splitlines() if line and not line.startswith("[GNUPG:]")]
    reason = lines[-1] if lines else "it made no signature"
    return StateRefused(
        f"{program} could not sign a commit: {reason}",
        "fix the key, or run: git -c commit.gpgSign=false split ...",
    )


def signer(repository: Repository, committer: bytes) -> Callable[[Commit], Commit] | None:
    """The function that signs new commits; None if the user's configuration does not sign."""
    return Signer(repository, committer) if repository.flag("commit.gpgsign") else None
