"""The arguments for parts by paths: ``-m <message> -- <pathspec>...``, as often as there are parts.

Several ``-m`` in a row are the paragraphs of one message, as in ``git commit``.  ``--`` begins the
paths of that part, and the next ``-m`` ends them.  A last message without paths is the rest's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from splitter.errors import UsageError

FORM = "git split -m <message> [<commit>] -- <pathspec>..."

_OPTIONS = ("-m", "--message")


class PathPart(NamedTuple):
    """A part: its message, and the pathspecs of its files."""

    message: str
    pathspecs: tuple[str, ...]


def joined(words: Sequence[str]) -> list[str]:
    """Words in which each ``-m`` and its message are one, so that a message may begin with "-".

    The words behind the first ``--`` stay as they are.  Raises UsageError for a missing message.
    """
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _OPTIONS:
            found.append(f"--message={_value(word, rest)}")
        else:
            found.append(word)
            if word == "--":
                break
    return [*found, *rest]


def read_path_parts(
    messages: Sequence[str], words: Sequence[str], options: Collection[str]
) -> tuple[list[PathPart], str]:
    """The parts, and the message of the rest, "" to keep the commit's.

    ``messages`` stand before the first ``--``, ``words`` behind it.  Raises UsageError where a part
    has no paths, and for a word that is one of the ``options``.
    """
    parts: list[PathPart] = []
    paragraphs, paths, in_paths = list(messages), list[str](), True
    rest = iter(words)
    for word in rest:
        message = _message(word, rest)
        if message is not None:
            if in_paths:
                parts.append(_part(paragraphs, paths))
                paragraphs, paths, in_paths = [], [], False
            paragraphs.append(message)
        elif not in_paths and word != "--":
            raise UsageError(f"'{word}' stands between a message and its '--'", f"write {FORM}")
        elif word == "--" and in_paths:
            raise UsageError("'--' stands twice in a part", "begin a part with -m <message> --")
        elif word == "--":
            in_paths = True
        elif word.partition("=")[0] in options:
            hint = f"options stand before the first '--'; a path of that name is './{word}'"
            raise UsageError(f"the option '{word}' stands behind '--'", hint)
        else:
            paths.append(word)
    if in_paths:
        parts.append(_part(paragraphs, paths))
        paragraphs = []
    return parts, "\n\n".join(paragraphs)


def _part(paragraphs: Sequence[str], paths: Sequence[str]) -> PathPart:
    message = "\n\n".join(paragraphs)
    if not paths:
        raise UsageError(f"no paths stand behind '--' for {named(message)}", f"write {FORM}")
    return PathPart(message, tuple(paths))


def _message(word: str, rest: Iterator[str]) -> str | None:
    """The message that a word begins, None for another word."""
    if word in _OPTIONS:
        return _value(word, rest)
    if word.startswith("--message="):
        return word.removeprefix("--message=")
    return word[2:] if word.startswith("-m") else None


def _value(word: str, rest: Iterator[str]) -> str:
    value = next(rest, "--")
    if value == "--":
        raise UsageError(f"no message stands after '{word}'", f"write {FORM}")
    return value


def named(message: str) -> str:
    """A message by its first line, in quotes."""
    return f"'{message.strip().partition(chr(10))[0]}'"
