"""The plan as the text of a plan file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from splitter.core.diff import interleaved
from splitter.core.diff.blocks import block_of
from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import FilePatch, Patch, spelled
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until, whole_lines
from splitter.core.plan.locations import added_in, line_with
from splitter.core.plan.plan import Plan
from splitter.core.plan.planfile.edits import removed_and_kept
from splitter.core.plan.planfile.emptied import write_emptied
from splitter.core.plan.planfile.file_ends import file_ends
from splitter.core.plan.planfile.resolutions import write_resolution
from splitter.core.plan.planfile.strings import (
    Entry,
    in_toml,
    string,
    text_block,
    value_in_toml,
    written,
)
from splitter.core.text.controls import printable


def write_plan(plan: Plan, target: str, comments: Mapping[int, str] | None = None) -> str:
    """The text from which `read_plan` gives back the plan; ``target`` is the commit's id in hex.

    ``comments`` are comments on parts, by their number.
    """
    blocks = [_head(plan.patch, target) + _orders(plan)]
    for number in plan.order:
        lines = [f"# {line}" for line in (comments or {}).get(number, "").splitlines()]
        lines.append("[[part]]")
        if number == plan.chosen_heir:
            lines.append("heir = true")
        lines.append(f"message = {text_block(plan.part(number).message)}")
        lines += _rest(plan) if number == REST else [_entries(plan, number)]
        lines += _edits(plan, number)
        blocks.append("\n".join(lines) + "\n")
    if plan.tally(DROPPED):
        blocks.append(f"[dropped]\n{_entries(plan, DROPPED)}\n")
    blocks += [write_resolution(one) for one in plan.resolutions]
    blocks += [write_emptied(one) for one in plan.emptied]
    return "\n".join(blocks)


def write_starting_plan(
    patch: Patch, target: str, message: str, comment: str, apart: Collection[int] = ()
) -> str:
    """A plan to start from, each file change and hunk on a line with a comment.

    All changes are in one part.  With ``apart``, the numbers of some of the files, those are in a
    part of their own, and all others in the rest below it.  Every part has that message.
    """
    lines = [*(f"# {line}" for line in comment.splitlines()), "[[part]]"]
    lines += [f"message = {text_block(message)}"]
    if apart:
        lines += _named((file for number, file in enumerate(patch) if number in apart))
        lines += ["", "[[part]]", f"message = {text_block(message)}", "rest = true"]
    lines += _named((file for number, file in enumerate(patch) if number not in apart))
    return "\n".join([_head(patch, target), *lines, ""])


def _named(files: Iterable[FilePatch]) -> Iterator[str]:
    """The changes of some files, line by line, with comments."""
    yield "changes = ["
    for file in files:
        name = string(quote(file.path))
        shape = f"+{len(file.added)} -{len(file.removed)}"
        yield f"  # {printable(quote(file.path))}  {shape}"
        for file_change in file.file_changes:
            entry = f'{{ file = {name}, facts = ["{file_change.kind.value}"] }},'
            yield f"  {entry}  # {printable(file_change.text)}"
        for hunk in file.hunks:
            header = printable(hunk.header.decode(errors="replace"))
            yield f"  {{ file = {name}, hunks = [{hunk.number}] }},  # {header}"
    yield "]"


def _head(patch: Patch, target: str) -> str:
    head = f'version = 1\ntarget = "{target}"\nfingerprint = "{patch.fingerprint}"\n'
    names = ", ".join(string(quote(path)) for path in patch.broken)
    return f"{head}broken = [{names}]\n" if names else head


def _orders(plan: Plan) -> str:
    entries = [f"  {{ {entry} }}," for order in plan.orders for entry in _placed(plan, order)]
    return "\n".join(["order = [", *entries, "]\n"]) if entries else ""


def _placed(plan: Plan, order: Order) -> Iterator[str]:
    """The explicit places of an order, without guesses and pushed lines; at least one."""
    file = plan.patch.files[order.file]
    found = block_of(file, order.block)
    assert found is not None
    hunk, block = found
    name = f"file = {string(quote(file.path))}"
    guess = plan.guess_of(order.file, hunk, block)
    rows = interleaved.places(guess, order.before) or {0: order.before[0]}
    for row, count in rows.items():
        yield f"{name}, removed = {block.old + row}, after = {block.after(count)}"


def _entries(plan: Plan, number: int) -> str:
    return _listed(entries(plan, number))


def entries(plan: Plan, number: int) -> Iterator[Entry]:
    """The entries of ``changes`` for what a part has."""
    for file, choice in plan.shares(number):
        yield from _entry(file, choice, number)


def _rest(plan: Plan) -> list[str]:
    """The lines for a part that takes the rest.

    They name the creations and deletions that `read_plan_by_hand` would assign with the lines of
    their files.
    """
    named: list[Entry] = []
    for number in plan.assignment.having(REST):
        file, choice = plan.patch.files[number], plan.assignment[number]
        for file_change, part in file_ends(plan, number):
            if choice[file_change] == REST != part:
                kind = file.file_changes[file_change].kind.value
                named.append({"file": quote(file.path), "facts": [kind]})
    return ["rest = true", *([_listed(named)] if named else [])]


def _listed(entries: Iterable[Entry]) -> str:
    return "\n".join(["changes = [", *(f"  {in_toml(entry)}," for entry in entries), "]"])


def _edits(plan: Plan, number: int) -> list[str]:
    """A part's edits."""
    entries = [
        f"  {{ {_edit(plan.patch.files[one.file], one)} }},"
        for one in plan.edits
        if one.number == number
    ]
    return ["edits = [", *entries, "]"] if entries else []


def _edit(file: FilePatch, edit: Edit) -> str:
    at, keys = edit.location, []
    if at.is_between:
        keys.append(f"after = {at.old[0] - 1}")
    else:
        added = [line_with(file, change)[1].new for change in added_in(file, at.new)]
        lines = zip(("removed", "kept"), removed_and_kept(file, at.old), strict=True)
        named = [*lines, ("added", added)]
        keys += [f"{key} = {_one_or_more(numbers)}" for key, numbers in named if numbers]
    keys.append(written(edit.text))
    if edit.text != whole_lines(edit.text):
        keys.append("newline = false")
    if edit.until is not Until.CHANGE:
        keys.append(f'until = "{edit.until.value}"')
    if edit.layer:
        keys.append(f"layer = {edit.layer}")
    return ", ".join([f"file = {string(quote(file.path))}", *keys])


def _one_or_more(numbers: Iterable[int]) -> str:
    spans = spans_of(numbers)
    return value_in_toml(spans[0] if len(spans) == 1 else spans)


def _entry(file: FilePatch, choice: bytes, number: int) -> Iterator[Entry]:
    name: Entry = {"file": quote(file.path)}
    if choice and choice.count(number) == len(choice):
        yield name
        return
    file_changes = [f.kind.value for n, f in enumerate(file.file_changes) if choice[n] == number]
    if file_changes:
        yield {**name, "facts": file_changes}
    whole, removed, added = [], [], []
    for hunk in file.hunks:
        mine = sum(choice.count(number, span.start, span.stop) for span in hunk.changes)
        if mine == sum(map(len, hunk.changes)):
            whole.append(hunk.number)
        elif mine:
            lines = [line for line in hunk_lines(hunk) if line.change >= 0]
            removed += [ln.old for ln in lines if choice[ln.change] == number and ln.mark == "-"]
            added += [ln.new for ln in lines if choice[ln.change] == number and ln.mark == "+"]
    if whole:
        yield {**name, "hunks": spans_of(whole)}
    spans = {key: spans_of(of) for key, of in (("removed", removed), ("added", added)) if of}
    if spans:
        yield {**name, **spans}


def spans_of(numbers: Iterable[int]) -> list[int | str]:
    """Numbers as items of a plan file: ``7`` or ``"1-3"``."""
    return [span if "-" in span else int(span) for span in spelled(numbers)]
