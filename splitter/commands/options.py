"""The options of the command line."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.commands.path_arguments import PathPart
    from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs


class Options(Namespace):
    """The options, named as in ``git split -h``; None or False for an option that is not given.

    ``message`` are the messages before the first ``--``.  ``path_parts`` are the parts that ``-m``
    makes, and ``rest_message`` the message of the rest, "" to keep it.  ``print_plan`` is the
    format of the plan to print.
    """

    commit: str | None
    pathspec: list[str]
    message: list[str] | None
    path_parts: list[PathPart]
    rest_message: str
    plan: str | None
    print_plan: str | None
    dry_run: bool
    json: bool
    update_refs: UpdatedRefs | None
    empty: EmptyCommits | None
    dropped: DroppedChanges | None
    no_verify: bool
    undo: bool
