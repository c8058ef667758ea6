"""The words of the command line, read."""

from __future__ import annotations

from argparse import Namespace


class Options(Namespace):
    """What the words ask for, as in ``git split -h``; None and False where they do not."""

    commit: str | None
    pathspec: list[str]
    plan: str | None
    print_plan: bool
    dry_run: bool
    update_refs: str | None
    empty: str | None
    no_verify: bool
    undo: bool
