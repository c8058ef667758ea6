"""Write the schemas of the JSON that git split prints and reads: python docs/schemas.py."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from msgspec import Struct

from splitter.core.plan.planfile.schema import Document
from splitter.core.report.commit import CommitJson
from splitter.core.report.result import ResultJson

DIRECTORY = Path(__file__).parent / "schemas"
SCHEMAS: dict[str, type[Struct]] = {
    "commit-1.json": CommitJson,
    "plan-1.json": Document,
    "result-1.json": ResultJson,
}


def schema(kind: type[Struct]) -> str:
    """The schema of a value, as the text of a file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**head, **msgspec.json.schema(kind)}, indent=1) + "\n"


def main() -> None:
    """Write all schemas."""
    for name, kind in SCHEMAS.items():
        (DIRECTORY / name).write_text(schema(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
