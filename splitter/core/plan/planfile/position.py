"""The line of a plan file at fault.  Lines are looked up only where something is to be refused."""

from __future__ import annotations

from splitter.core.plan import planfile
from splitter.errors import PlanRefused

#: Where something stands in the document: keys and indices from the top.
Place = tuple[str | int, ...]


def refusal(message: str, hint: str, text: str, place: Place) -> PlanRefused:
    """The error for a place of a plan file, with its line."""
    return PlanRefused(message, hint, planfile.lines.line_of(text, place))
