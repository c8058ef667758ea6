"""The warnings of the review: what to check before the rewrite is written."""

from __future__ import annotations

from collections.abc import Iterator

from splitter.core.diff.paths import quote, some
from splitter.core.message.wrap import COLUMNS, has_long_lines
from splitter.core.plan.brackets import uneven
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.commits import RewrittenPart
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.core.text.counts import count_in_words
from splitter.view.phrases.wording import surplus_in_words
from splitter.view.review.graph_lines import OID
from splitter.view.text.display import safe

#: How many characters of a subject are shown by what lists commits.
SUBJECT_AT_MOST = 72


def rewrite_warnings(target: Target, rewrite: Rewrite) -> Iterator[str]:
    """What to check before a rewrite of the target is written, a sentence each."""
    if rewrite.remotes:
        names = safe(some(rewrite.remotes))
        have = "has" if len(rewrite.remotes) == 1 else "have"
        force = "so pushing needs --force-with-lease"
        yield f"pushed already: {names} {have} the old commit, {force}"
    if rewrite.branches:
        stay = "stays" if len(rewrite.branches) == 1 else "stay"
        yield f"{safe(some(rewrite.branches))} {stay} on the old history"
    if rewrite.detached:
        yield f"the detached HEAD of {safe(some(rewrite.detached))} stays on the old history"
    if rewrite.unsigned:
        lose = "loses its signature" if rewrite.unsigned == 1 else "lose their signatures"
        commits = count_in_words(rewrite.unsigned, "commit")
        yield f"{commits} {lose}; commit.gpgSign makes new ones"
    if rewrite.emptied:
        commits = some([f"{one.oid[:OID]} {safe(one.subject)}" for one in rewrite.emptied])
        then = "left out" if rewrite.left_out else "kept; --empty=drop leaves them out"
        yield f"commits above that become empty are {then}: {commits}"
    known = has_long_lines(target.message)
    long = [part for part in rewrite.parts if has_long_lines(part.message.text)]
    if long and not known:
        names = some([rewrite.plan.name(part.number) for part in long])
        yield f"lines over {COLUMNS} columns in the message of {names}"
    guessed = _guesses(rewrite.plan)
    if guessed:
        guess = "where old lines stay beside new ones, their order is a guess"
        yield f"{guess}: {guessed}; o goes there, {{ and }} move its lines"
    lone = _uneven(rewrite.plan)
    if lone:
        yield f"a bracket may lack its other half: {lone}; o goes there"
    for part in rewrite.parts:
        length = too_long(target, part)
        if length:
            yield (
                f"the subject of {rewrite.plan.name(part.number)} has {length} characters;"
                f" what is beyond {SUBJECT_AT_MOST} is cut off in many places"
            )


def too_long(target: Target, part: RewrittenPart) -> int:
    """How long a part's subject is where that is too long, and not what it was before; or 0."""
    subject = part.message.subject
    is_long = len(subject) > SUBJECT_AT_MOST and subject != target.subject
    return len(subject) if is_long else 0


def _guesses(plan: Plan) -> str:
    """Where it is a guess in which order old and new lines stand, by file; "" for nowhere."""
    found: dict[int, list[str]] = {}
    for file, block in plan.guesses():
        found.setdefault(file, []).append(str(block.old))
    names = {file: safe(quote(plan.patch.files[file].path)) for file in found}
    return some([f"{names[file]} (from old line {some(at)} on)" for file, at in found.items()])


def _uneven(plan: Plan) -> str:
    """Where a bracket lacks its other half, by file; "" for nowhere."""
    return some(
        [
            f"{safe(quote(plan.patch.files[one.file].path))} has"
            f" {surplus_in_words(one.pair, one.surplus)} after {plan.name(one.number)}"
            for one in uneven(plan)
        ]
    )
