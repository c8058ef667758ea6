"""The environment in which tests run git."""

from __future__ import annotations

from pathlib import Path

#: Who commits and when, wherever a test says nothing else.
COMMITTER = "C O Mitter <committer@example.com> 1700000000 +0200"


def hermetic(home: Path) -> dict[str, str]:
    """The variables that keep the machine's and the user's configuration out."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GNUPGHOME": str(home / ".gnupg"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_TEST_FSYNC": "0",  # no test switches the machine off
        "GIT_EDITOR": ":",
        "GIT_AUTHOR_NAME": "A U Thor",
        "GIT_AUTHOR_EMAIL": "author@example.com",
        "GIT_AUTHOR_DATE": "1600000000 -0330",
        "GIT_COMMITTER_NAME": "C O Mitter",
        "GIT_COMMITTER_EMAIL": "committer@example.com",
        "GIT_COMMITTER_DATE": "1700000000 +0200",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
