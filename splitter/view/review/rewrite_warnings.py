"""The warnings of the review: what to check before the rewrite is written."""

from __future__ import annotations

from collections.abc import Iterator

from splitter.core.diff.paths import quote, some
from splitter.core.message.wrap import COLUMNS, has_long_lines
from splitter.core.plan.brackets import surplus_in_words, uneven
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.commits import RewrittenPart
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.view.phrases import review
from splitter.view.review.graph_lines import OID
from splitter.view.text.display import safe

#: How many characters of a subject are shown by what lists commits.
SUBJECT_AT_MOST = 72


def rewrite_warnings(target: Target, rewrite: Rewrite) -> Iterator[str]:
    """The warnings to check before a rewrite of the target is written, a sentence each."""
    if rewrite.remotes:
        yield review.pushed(rewrite.remotes, rewrite.pushed)
    if rewrite.branches:
        yield review.branches_stay(rewrite.branches)
    if rewrite.detached:
        yield review.detached_stays(rewrite.detached)
    if rewrite.unsigned:
        yield review.signatures_lost(rewrite.unsigned)
    if rewrite.edited:
        yield review.edited_for_good(rewrite.edited, len(rewrite.above))
    for is_left_out in (True, False):
        emptied = [one for one in rewrite.emptied if (one.oid in rewrite.left_out) == is_left_out]
        commits = [f"{one.oid[:OID]} {safe(one.subject)}" for one in emptied]
        if commits:
            yield review.emptied(commits, is_left_out=is_left_out)
    known = has_long_lines(target.message)
    long = [part for part in rewrite.parts if has_long_lines(part.message.text)]
    if long and not known:
        yield review.long_lines(COLUMNS, [rewrite.plan.name(part.number) for part in long])
    guessed = _guesses(rewrite.plan)
    if guessed:
        yield review.guessed(guessed)
    lone = _uneven(rewrite.plan)
    if lone:
        yield review.brackets(lone)
    for part in rewrite.parts:
        length = too_long(target, part)
        if length:
            name = rewrite.plan.name(part.number)
            yield review.subject_too_long(name, length, SUBJECT_AT_MOST)


def too_long(target: Target, part: RewrittenPart) -> int:
    """The length of a part's subject where it is too long and not the old subject; or 0."""
    subject = part.message.subject
    is_long = len(subject) > SUBJECT_AT_MOST and subject != target.subject
    return len(subject) if is_long else 0


def _guesses(plan: Plan) -> str:
    """The files where the interleaving of old and new lines is a guess, in words; "" for none."""
    found: dict[int, list[str]] = {}
    for file, block in plan.guesses():
        found.setdefault(file, []).append(str(block.old))
    names = {file: safe(quote(plan.patch.files[file].path)) for file in found}
    return some([review.guessed_at(names[file], at) for file, at in found.items()])


def _uneven(plan: Plan) -> str:
    """The files where a bracket lacks its other half, in words; "" for none."""
    return some(
        [
            review.brackets_at(
                safe(quote(plan.patch.files[one.file].path)),
                surplus_in_words(one.pair, one.surplus),
                plan.name(one.number),
            )
            for one in uneven(plan)
        ]
    )
