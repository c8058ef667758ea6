"""A split by paths, without a screen and without a plan file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from splitter import commands
from splitter.commands.opening import load
from splitter.commands.path_arguments import PathPart, named
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Part, Plan, ProblemKind, plan_by_files
from splitter.errors import PlanRefused

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.session import Session

_ADVICE = {
    ProblemKind.NO_MESSAGE: "write a message after -m",
    ProblemKind.SEPARATED: "put both paths into the same part",
}


def split_paths(options: Options) -> int:
    """Split a commit by the paths of the command line.  Returns the exit status."""
    revision = "HEAD" if options.commit is None else options.commit
    with closing(load(options, revision)) as session:
        plan = _plan(session, options.path_parts, options.rest_message)
        return commands.writing.apply(session, plan, [], options)


def _plan(session: Session, parts: Sequence[PathPart], rest_message: str) -> Plan:
    """The plan in which each part has the files of its pathspecs, and the rest the others.

    Raises PlanRefused for a file of two parts and for an empty rest.
    """
    files: dict[int, int] = {}
    for number, part in enumerate(parts, 1):
        for file in sorted(session.files_matching(part.pathspecs)):
            if file in files:
                path = quote(session.patch.files[file].path)
                both = named(parts[files[file] - 1].message), named(part.message)
                raise PlanRefused(
                    f"'{path}' is in two parts: {both[0]} and {both[1]}",
                    f"exclude it from one of them: ':(exclude,top){path}'",
                )
            files[file] = number
    if len(files) == len(session.patch):
        hint = "name fewer paths; to split inside files, see git split --print-plan=json"
        if len(parts) > 1:
            hint = "make the last part the rest: end with -m <message>, without paths"
        raise PlanRefused("the paths match all that the commit changes: the rest is empty", hint)
    rest = Part(rest_message or session.default_message)
    plan = plan_by_files(session.patch, [Part(part.message) for part in parts], files, rest)
    problem = next(plan.problems(), None)
    if problem:
        raise PlanRefused(problem.text, _ADVICE.get(problem.kind, ""))
    return plan
