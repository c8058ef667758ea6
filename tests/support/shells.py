"""Shells that complete a command line as they do for their users."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPLETIONS = ROOT / "completions"

#: How long a shell may take to start or to complete; machines may be slow and busy.
TIMEOUT = 60.0

#: git's own completion for bash, where distributions put it.
GIT_FOR_BASH = [
    place
    for place in (
        Path("/usr/share/bash-completion/completions/git"),
        Path("/usr/share/git/completion/git-completion.bash"),
        Path("/etc/bash_completion.d/git"),
    )
    if place.is_file()
]

#: ``^T`` puts everything that is offered onto the line, ``^G`` writes the line to a file.
_BASH = r"""
PS1=READY
bind 'set enable-bracketed-paste off' 2>/dev/null
bind '"\C-t": insert-completions'
report() { printf '%s\0' "$READLINE_LINE" >>"$REPORT"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\C-g": report'
"""
_ZSH = r"""
PS1=READY
unsetopt zle_bracketed_paste 2>/dev/null
fpath=(COMPLETIONS $fpath)
autoload -Uz compinit && compinit -u -D
every() { _main_complete; compstate[insert]=all; compstate[list]=; }
zle -C every complete-word every
report() { print -rn -- "$BUFFER"$'\0' >>$REPORT; BUFFER= }
zle -N report
bindkey '^T' every
bindkey '^G' report
"""


#: fish 3.6.0 does not pass "git split" on to "git-split"; this is how later versions do it.
_FISH = """
if test $version = 3.6.0
    complete -C 'git ' >/dev/null
    complete -c git -fn '__fish_git_using_command split' \\
        -a '(__fish_git_complete_custom_command split)'
end
complete -C $argv[1]
"""


def names() -> list[str]:
    """The shells of this machine: bash alone and with git's own completion, zsh and fish."""
    found = ["bash", *(["bash-with-git"] if GIT_FOR_BASH else [])]
    return found + [shell for shell in ("zsh", "fish") if shutil.which(shell)]


def start(name: str, place: Path, env: Mapping[str, str], home: Path) -> Shell:
    """Start the shell of that name in the directory ``place``.

    ``home`` is an empty directory for the shell's own files.
    """
    if name == "fish":
        return Fish(place, env, home)
    if name == "zsh":
        folder = shlex.quote(str(COMPLETIONS))
        (home / ".zshrc").write_text(_ZSH.replace("COMPLETIONS", folder))
        return Typed(["zsh", "-d", "-i"], place, env, home)
    files = [*(GIT_FOR_BASH[:1] if name == "bash-with-git" else []), COMPLETIONS / "git-split.bash"]
    sources = "".join(f". {shlex.quote(str(file))}\n" for file in files)
    (home / "bashrc").write_text(_BASH + sources)
    command = ["bash", "--noprofile", "--rcfile", str(home / "bashrc"), "-i"]
    return Typed(command, place, env, home)


class Shell(ABC):
    """A shell with the completion of git split."""

    @abstractmethod
    def offered(self, before: str, word: str = "") -> list[str]:
        """What is offered for a word that is typed behind others, without quotes."""

    @abstractmethod
    def close(self) -> None:
        """End the shell."""


class Fish(Shell):
    """fish prints what it offers, without a terminal."""

    def __init__(self, place: Path, env: Mapping[str, str], home: Path) -> None:
        vendor = home / "fish/vendor_completions.d"
        vendor.mkdir(parents=True)
        shutil.copy(COMPLETIONS / "git-split.fish", vendor)
        self._place = place
        self._env = {**env, "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}

    def offered(self, before: str, word: str = "") -> list[str]:
        command = ["fish", "--command", _FISH, f"{before} {word}"]
        text = subprocess.check_output(
            command, cwd=self._place, env=self._env, text=True, timeout=TIMEOUT
        )
        return [row.split("\t")[0] for row in text.splitlines()]

    def close(self) -> None:
        """Nothing runs."""


class Typed(Shell):
    """A shell in a terminal, into which lines are typed."""

    def __init__(self, command: list[str], place: Path, env: Mapping[str, str], home: Path) -> None:
        self._report = home / "report"
        self._report.touch()
        self._shown = b""
        own = {
            "REPORT": str(self._report),
            "ZDOTDIR": str(home),
            "TERM": "dumb",
            "INPUTRC": "/dev/null",
        }
        self._terminal, inner = pty.openpty()
        self._process = subprocess.Popen(
            command,
            cwd=place,
            env={**env, **own},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self._end = time.monotonic() + TIMEOUT
        while b"READY" not in self._shown:
            self._read()

    def offered(self, before: str, word: str = "") -> list[str]:
        line = f"{before} {word}"
        lines = self._report.read_bytes().count(b"\0")
        os.write(self._terminal, line.encode() + b"\x14\x07")
        self._end = time.monotonic() + TIMEOUT
        while self._report.read_bytes().count(b"\0") == lines:
            self._read()
        whole = self._report.read_bytes().split(b"\0")[-2].decode()
        assert whole.startswith(f"{before} "), whole
        return [] if whole.rstrip() == line.rstrip() else shlex.split(whole[len(before) :])

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def _read(self) -> None:
        """Read what the shell shows, so that it never waits for its terminal."""
        assert time.monotonic() < self._end, self._shown.decode(errors="replace")
        if select.select([self._terminal], [], [], 0.02)[0]:
            self._shown += os.read(self._terminal, 65536)
