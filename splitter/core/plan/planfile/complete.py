"""Whether the plan of a plan file is complete."""

from __future__ import annotations

from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Problem, ProblemKind
from splitter.core.plan.planfile.position import Place, refusal
from splitter.core.plan.planfile.toml import read_toml

#: What to do about a problem.
_ADVICE = {
    ProblemKind.NO_CHANGES: "add changes to it, or remove the part",
    ProblemKind.NO_MESSAGE: (
        "write a message; only the rest, and the part with 'heir = true', may omit it"
    ),
    ProblemKind.NUL_IN_MESSAGE: "remove the NUL byte: git reads a message only up to it",
    ProblemKind.UNASSIGNED: "put 'rest = true' into one part",
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
            key = "edits" if "edits" in read_toml(text)["part"][index] else "between"
        place = ("part", index, key)
    raise refusal(problem.text, _advice(plan, problem), text, place)


def _advice(plan: Plan, problem: Problem) -> str:
    advice = _ADVICE[problem.kind]
    if problem.kind is ProblemKind.UNASSIGNED:
        return f"unassigned: {_first_unclaimed(plan)}; name it, or {advice}"
    return advice


def _first_unclaimed(plan: Plan) -> str:
    for number, choice in enumerate(plan.choices):
        file = plan.patch.files[number]
        at = choice.find(REST)
        if at < 0:
            continue
        name = f"'{quote(file.path)}'"
        for hunk in file.hunks:
            if hunk.has(at):
                return f"{name}, hunk {hunk.number}"
        return f"{name}, {file.facts[at].kind.value}"
    return "nothing"
