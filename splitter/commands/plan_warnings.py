"""Warnings about a plan that is applied without the screen: what to check, and what to add."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from splitter.core.diff.paths import quote
from splitter.core.plan.brackets import surplus_in_words, uneven
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Plan
from splitter.core.plan.planfile.strings import Entry
from splitter.core.plan.planfile.write import spans_of
from splitter.core.plan.torn import Torn, torn
from splitter.core.text.counts import plural


def plan_warnings(plan: Plan, spell: Callable[[Entry], str]) -> Iterator[str]:
    """The warnings of a plan, a sentence each; ``spell`` writes an entry as the plan file does."""
    separated = list(torn(plan))
    for one in separated:
        yield _torn(plan, one, spell)
    named = {(one.file, change) for one in separated for change in one.removed}
    for lone in uneven(plan):
        path, surplus = _path(plan, lone.file), surplus_in_words(lone.pair, lone.surplus)
        yield f"'{path}' has {surplus} after {plan.name(lone.number)}"
    for file, block in plan.guesses():
        if named.isdisjoint((file, change) for change in block.removed):
            yield (
                f"the order of old and new lines of '{_path(plan, file)}' is a guess from old "
                f"line {block.old} on; 'order' in the plan sets it"
            )


def _torn(plan: Plan, one: Torn, spell: Callable[[Entry], str]) -> str:
    """The warning for lines that are separated from the lines that replace them."""
    old, new = (spans_of(numbers) for numbers in one.numbers(plan.patch.files[one.file]))
    removed, added = _lines("removed", old), _lines("added", new)
    keeper, path = one.keeper(plan), _path(plan, one.file)
    entry: Entry = {"file": path, "added": new}
    has, other, verb = removed, added, "replaces" if len(one.added) == 1 else "replace"
    relation = f"{other}, which {verb} {'it' if len(one.removed) == 1 else 'them'},"
    if keeper == one.new:
        entry = {"file": path, "removed": old}
        has, other = added, removed
        relation = f"{other}, which {'it replaces' if len(one.added) == 1 else 'they replace'},"
    elsewhere = plan.name(one.old if keeper == one.new else one.new)
    be = "is" if len(one.removed) == 1 else "are"
    instead = "" if elsewhere == plan.name(REST) else f", not {elsewhere}"
    part = plan.name(keeper)
    return (
        f"'{path}': {part} has {has}, but {relation} {be} in {elsewhere}; "
        f"to keep them together, add {spell(entry)} to {part}{instead}"
    )


def _lines(kind: str, spans: list[int | str]) -> str:
    is_one = len(spans) == 1 and isinstance(spans[0], int)
    return f"{kind} {plural('line', 1 if is_one else 2)} {', '.join(map(str, spans))}"


def _path(plan: Plan, file: int) -> str:
    return quote(plan.patch.files[file].path)
