"""Random plans: which part gets what, mended until it is possible, and written as a plan file."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tools.fuzz.model import File

#: Stands for a part; whatever is dropped comes after all parts.
DROPPED = 99
_WORDS = ("Mend", "the", "lock", "of", "größe", 'a "quote"', "\\back", "part", "и", "\U0001f600")


@dataclass
class Choice:
    """For each fact and each changed line of a file, the part it goes to.

    ``after`` says for some removed lines behind which added line they stand, 0 for none of their
    block; it says so for all lines of a block or for none.
    """

    facts: list[int] = field(default_factory=list)
    removed: dict[int, int] = field(default_factory=dict)
    added: dict[int, int] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[int]:
        """The parts of all lines."""
        yield from self.removed.values()
        yield from self.added.values()

    @property
    def all(self) -> Iterator[int]:
        """The parts of everything."""
        yield from self.facts
        yield from self.lines

    def renumber(self, numbers: dict[int, int]) -> None:
        """Let the parts have other numbers."""
        self.facts = [numbers[part] for part in self.facts]
        for lines in (self.removed, self.added):
            lines.update({line: numbers[part] for line, part in lines.items()})


@dataclass(frozen=True)
class Edit:
    """A part's own text for neighbouring lines of a file, by its number in the plan.

    ``old`` are lines of the old file and ``new`` added ones; or it stands behind an old line
    (``after``).  ``layer`` says which edit of the part's own is above another.
    """

    file: int
    part: int
    old: tuple[int, ...]
    new: tuple[int, ...]
    after: int | None
    text: bytes
    until: str
    layer: int = 0


@dataclass(frozen=True)
class Plan:
    """A plan: parts are numbered from 1, oldest first.

    ``brief`` says that a creation or a deletion is not named that goes with the lines of its file.
    """

    files: Sequence[File]
    assignment: Sequence[Choice]
    messages: Sequence[str]
    heir: int | None
    rest: int | None
    brief: bool
    edits: Sequence[Edit] = ()

    @property
    def drops(self) -> bool:
        """Whether anything leaves history."""
        return any(part == DROPPED for choice in self.assignment for part in choice.all)

    @property
    def edited(self) -> frozenset[int]:
        """The files with edits."""
        return frozenset(edit.file for edit in self.edits)


def draw_plan(files: Sequence[File], chance: random.Random) -> Plan | None:
    """A plan that can be written; None where the commit is too small for the one that was drawn."""
    count = chance.randint(2, 5)
    parts = list(range(1, count + 1)) + [DROPPED] * (chance.random() < 0.3)
    assignment = [_draw_choice(file, parts, chance) for file in files]
    mend(files, assignment)
    used = sorted({part for choice in assignment for part in choice.all})
    numbers = {part: number for number, part in enumerate(used, 1)} | {DROPPED: DROPPED}
    for choice in assignment:
        choice.renumber(numbers)
    made = [part for part in used if part != DROPPED]
    if not made or len(used) < 2:
        return None
    for choice in assignment:
        if chance.random() < 0.4:
            draw_order(choice, chance)
    messages = [_message(number, chance) for number in range(1, len(made) + 1)]
    heir = chance.choice([None, *range(1, len(made) + 1)])
    rest = chance.choice([None, *range(1, len(made) + 1)])
    return Plan(files, assignment, messages, heir, rest, brief=chance.random() < 0.5)


def _message(number: int, chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randint(1, 6)))
    body = "\n\nA second paragraph,\nover two lines." if chance.random() < 0.3 else ""
    return f"Part {number}: {words}{body}\n"


def _draw_choice(file: File, parts: Sequence[int], chance: random.Random) -> Choice:
    how = chance.choice(["whole", "facts", "hunks", "runs", "lines"])
    one = chance.choice(parts)
    choice = Choice([one if how == "whole" else chance.choice(parts) for _ in file.facts])
    for hunk in file.hunks:
        by_hunk = one if how in ("whole", "facts") else chance.choice(parts)
        for lines, numbers in ((choice.removed, hunk.removed), (choice.added, hunk.added)):
            part = by_hunk
            for line in numbers:
                if how == "lines" or (how == "runs" and chance.random() < 0.2):
                    part = chance.choice(parts)
                lines[line] = part
    return choice


def draw_order(choice: Choice, chance: random.Random, share: float = 0.6) -> None:
    """Put the old lines of some replaced blocks anywhere among the new ones, in their order."""
    for gone, come in blocks(choice):
        if gone and come and chance.random() < share:
            places = sorted(chance.choices([0, *come], k=len(gone)))
            choice.after.update(zip(gone, places, strict=True))


def blocks(choice: Choice) -> Iterator[tuple[list[int], list[int]]]:
    """The removed and the added lines that have as many unchanged lines before them."""
    found: dict[int, tuple[list[int], list[int]]] = {}
    for side, lines in enumerate((choice.removed, choice.added)):
        for before, line in enumerate(sorted(lines)):
            found.setdefault(line - before, ([], []))[side].append(line)
    yield from found.values()


def mend(files: Sequence[File], assignment: Sequence[Choice]) -> None:
    """Move what cannot be where it is: creations before lines, deletions behind them, and paths
    are left before they are taken as a directory, or as a file in one.
    """
    for file, choice in zip(files, assignment, strict=True):
        if file.hunks and "create" in file.facts:
            choice.facts[0] = min(choice.all)
        if file.hunks and "delete" in file.facts:
            choice.facts[0] = max(choice.all)
    ties = list(_ties(files))
    moved = True
    while moved:
        moved = False
        for leaving, entering in ties:
            first, then = assignment[leaving], assignment[entering]
            if first.facts[0] > then.facts[0]:
                then.facts[0] = first.facts[0]
                moved = True
            if "create" in files[entering].facts:
                for lines in (then.removed, then.added):
                    lines.update({n: max(part, then.facts[0]) for n, part in lines.items()})


def _ties(files: Sequence[File]) -> Iterator[tuple[int, int]]:
    """Pairs of files of which the first has to be gone before the second can come."""
    leaving = {f.old.path: n for n, f in enumerate(files) if f.old and _moves(f, "delete")}
    entering = {f.new.path: n for n, f in enumerate(files) if f.new and _moves(f, "create")}
    for one, other in ((leaving, entering), (entering, leaving)):
        for path, number in one.items():
            pieces = path.split(b"/")
            for depth in range(1, len(pieces)):
                above = b"/".join(pieces[:depth])
                if above in other and other[above] != number:
                    pair = (number, other[above])
                    yield pair if one is leaving else (pair[1], pair[0])


def _moves(file: File, fact: str) -> bool:
    return "rename" in file.facts or fact in file.facts


# Writing


def write_plan(plan: Plan) -> str:
    """The plan as a file for the program."""
    blocks = ["\n".join(["version = 1", *_order(plan), ""])]
    for number, message in enumerate(plan.messages, 1):
        rows = ["[[part]]", f"message = {_string(message)}"]
        if number == plan.heir:
            rows.append("heir = true")
        rows += _rest(plan) if number == plan.rest else [_changes(plan, number)]
        rows += _edits(plan, number)
        blocks.append("\n".join([*rows, ""]))
    if plan.drops:
        blocks.append(f"[dropped]\n{_changes(plan, DROPPED)}\n")
    return "\n".join(blocks)


def _rest(plan: Plan) -> Iterator[str]:
    """That a part takes the rest; and the creations and deletions that would go with lines which
    are elsewhere.
    """
    yield "rest = true"
    rows = [
        f'{{ file = {_string(_name(file.path))}, facts = ["{file.facts[0]}"] }}'
        for file, choice in zip(plan.files, plan.assignment, strict=True)
        if _end(file, choice) not in (None, plan.rest) and choice.facts[0] == plan.rest
    ]
    if rows:
        yield f"changes = [{', '.join(rows)}]"


def _edits(plan: Plan, part: int) -> Iterator[str]:
    rows = [f"  {{ {_edit(plan, edit)} }}," for edit in plan.edits if edit.part == part]
    if rows:
        yield from ["edits = [", *rows, "]"]


def _edit(plan: Plan, edit: Edit) -> str:
    """An edit, its lines by what the commit does to them."""
    removed = plan.assignment[edit.file].removed
    lines = {
        "removed": [line for line in edit.old if line in removed],
        "kept": [line for line in edit.old if line not in removed],
        "added": edit.new,
    }
    keys = [f"file = {_string(_name(plan.files[edit.file].path))}"]
    keys += [f"{key} = [{', '.join(_spans(named))}]" for key, named in lines.items() if named]
    if edit.after is not None:
        keys.append(f"after = {edit.after}")
    try:
        keys.append(f"text = {_string(edit.text.decode())}")
    except UnicodeDecodeError:
        keys.append(f"quoted = {_string(_quoted(edit.text))}")
    keys += [f"layer = {edit.layer}"] if edit.layer else []
    return ", ".join([*keys, f'until = "{edit.until}"'])


def _end(file: File, choice: Choice) -> int | None:
    """The part that has the first lines of a new file, or the last ones of a deleted one."""
    lines = list(choice.lines)
    if lines and "create" in file.facts:
        return min(lines)
    return max(lines) if lines and "delete" in file.facts else None


def _order(plan: Plan) -> Iterator[str]:
    entries = [
        f"  {{ file = {_string(_name(file.path))}, removed = {line}, after = {after} }},"
        for file, choice in zip(plan.files, plan.assignment, strict=True)
        for line, after in choice.after.items()
    ]
    if entries:
        yield from ["order = [", *entries, "]"]


def _changes(plan: Plan, part: int) -> str:
    rows = []
    for file, choice in zip(plan.files, plan.assignment, strict=True):
        name = f"file = {_string(_name(file.path))}"
        if set(choice.all) == {part}:
            rows.append(f"  {{ {name} }},")
        elif part in set(choice.all):
            rows += [f"  {{ {name}, {what} }}," for what in _pieces(file, choice, part, plan.brief)]
    return "\n".join(["changes = [", *rows, "]"])


def _pieces(file: File, choice: Choice, part: int, brief: bool) -> Iterator[str]:
    facts = [f'"{name}"' for name, at in zip(file.facts, choice.facts, strict=True) if at == part]
    if facts and not (brief and _end(file, choice) == part):
        yield f"facts = [{', '.join(facts)}]"
    lines: dict[str, list[int]] = {"removed": [], "added": []}
    for number, hunk in enumerate(file.hunks, 1):
        removed = [line for line in hunk.removed if choice.removed[line] == part]
        added = [line for line in hunk.added if choice.added[line] == part]
        if len(removed) + len(added) == len(hunk.removed) + len(hunk.added):
            yield f"hunks = [{number}]"
        else:
            lines["removed"] += removed
            lines["added"] += added
    for key, numbers in lines.items():
        if numbers:
            yield f"{key} = [{', '.join(_spans(numbers))}]"


def _spans(numbers: Sequence[int]) -> Iterator[str]:
    first = last = numbers[0]
    for number in [*numbers[1:], -1]:
        if number != last + 1:
            yield str(first) if first == last else f'"{first}-{last}"'
            first = number
        last = number


def _name(path: bytes) -> str:
    """A path as a plan file has it: as it is, or the way git quotes it."""
    try:
        text = path.decode()
    except UnicodeDecodeError:
        text = '"'
    if not text.startswith('"'):
        return text
    return _quoted(path)


def _quoted(text: bytes) -> str:
    return '"' + "".join(f"\\{octet:03o}" for octet in text) + '"'


def _string(text: str) -> str:
    escaped = (f"\\U{ord(c):08X}" if c in '"\\' or c < " " or c == "\x7f" else c for c in text)
    return f'"{"".join(escaped)}"'
