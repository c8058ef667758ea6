"""The line of a plan file at fault.  Lines are looked up only where something is to be refused."""

from __future__ import annotations

from splitter.core.plan import planfile
from splitter.core.plan.planfile.formats import in_json, is_json
from splitter.core.plan.planfile.json_text import Place, line_and_field
from splitter.errors import PlanRefused

__all__ = ["Place", "refusal"]


def refusal(message: str, hint: str, text: str, place: Place) -> PlanRefused:
    """The error for a place of a plan file, with its line; in JSON also with its field."""
    if is_json(text):
        line, field = line_and_field(text, place)
        return PlanRefused(in_json(message), in_json(hint), line, field=field)
    return PlanRefused(message, hint, planfile.lines.line_of(text, place))
