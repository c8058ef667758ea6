"""The check that the plan of a plan file is complete."""

from __future__ import annotations

from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, ProblemKind
from splitter.core.plan.planfile import write
from splitter.core.plan.planfile.formats import is_json, read_tables
from splitter.core.plan.planfile.position import Place, refusal
from splitter.core.plan.planfile.strings import in_json, in_toml

#: What to do about a problem.
_ADVICE = {
    ProblemKind.NO_CHANGES: "add changes to it, or remove the part",
    ProblemKind.NO_MESSAGE: (
        "write a message; only the rest, and the part with 'heir = true', may omit it"
    ),
    ProblemKind.NUL_IN_MESSAGE: "remove the NUL byte: git reads a message only up to it",
    ProblemKind.UNASSIGNED: "put 'rest = true' into one part, or add these entries to 'changes':",
    ProblemKind.SEPARATED: "put these changes into the same part",
    ProblemKind.MISPLACED_EDIT: "remove the edit, or move the line to a later part",
    ProblemKind.ONE_PART: "add a [[part]] and move some of the changes into it",
}


def refuse_incomplete(plan: Plan, text: str) -> None:
    """Raise PlanRefused, with the line, for the first problem of a plan that the text describes."""
    problem = next(plan.problems(), None)
    if problem is None:
        return
    place: Place = ("dropped",) if problem.part == DROPPED else ("part",)
    if problem.part in plan.order:
        index = plan.order.index(problem.part)
        key = "message"
        if problem.kind is ProblemKind.MISPLACED_EDIT:
            key = "edits" if "edits" in read_tables(text)["part"][index] else "between"
        place = ("part", index, key)
    error = refusal(problem.text, _ADVICE[problem.kind], text, place)
    if problem.kind is ProblemKind.UNASSIGNED:
        spell = in_json if is_json(text) else in_toml
        error.entries = tuple(f"{spell(entry)}," for entry in write.entries(plan, REST))
    raise error
