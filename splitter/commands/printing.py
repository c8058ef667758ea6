"""Printing: messages on standard error, reports on standard output, fitted to the terminal."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

from splitter.core.text.controls import printable


def complain(*lines: str) -> None:
    """Print lines to standard error; empty ones are left out."""
    for line in lines:
        if line:
            print(printable(line), file=sys.stderr)


def print_report(report: Iterable[str], warnings: Iterable[str]) -> int:
    """Print a report and warnings.  Returns 0: a failure to print does not undo a rewrite."""
    complain(*(f"warning: {line}" for line in warnings))
    try:
        sys.stdout.write("".join(f"{line}\n" for line in _fitted(report)))
        sys.stdout.flush()
    except OSError as error:
        forget_stdout()
        if not isinstance(error, BrokenPipeError):
            complain(f"warning: history was rewritten; cannot print the report: {strerror(error)}")
    return 0


def _fitted(lines: Iterable[str]) -> Iterable[str]:
    """Lines as they are, or broken between words where a terminal would break them anywhere."""
    if not sys.stdout.isatty():
        return lines
    columns = shutil.get_terminal_size().columns
    return (_broken(line, columns) for line in lines)


def _broken(line: str, columns: int) -> str:
    """A line, broken between words for a terminal of that width, later lines indented further.

    A line with characters that are not one column wide is returned unchanged.
    """
    if len(line) <= columns or not line.isascii():
        return line
    first = line[: len(line) - len(line.lstrip())]
    width, then = max(columns, 20), f"{first}    "
    return textwrap.fill(
        line, width, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )


def forget_stdout() -> None:
    """Discard all further output, after standard output could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def strerror(error: OSError) -> str:
    """The system's message for an error, behind the file that it is about."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"
