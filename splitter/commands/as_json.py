"""Values printed as JSON.  Imported with the first value, since msgspec takes time to import."""

from __future__ import annotations

import sys

import msgspec


def print_json(value: msgspec.Struct) -> None:
    """Print a value as JSON on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
    sys.stdout.flush()
