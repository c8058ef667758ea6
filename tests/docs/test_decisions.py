"""Decision records have one form: the decision as title, its date, and its status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.test_documents import PAGES, ROOT

RECORDS = sorted((ROOT / "docs/decisions").iterdir())
NUMBERS = {record.name[:4] for record in RECORDS}
_FORM = re.compile(
    r"# (?P<title>[A-Z][^\n]+[^\n.])\n"
    r"\nDate: \d{4}-\d{2}-\d{2}\nStatus: (accepted|superseded by (?P<later>\d{4}))\n"
    r"\n\S"
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name[:4])
def test_record_has_title_date_and_status(record: Path) -> None:
    assert re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", record.name)
    found = _FORM.match(record.read_text(encoding="utf-8"))
    assert found, f"{record.name}: '# The decision', an empty line, 'Date:', 'Status:'"
    later = found["later"]
    assert later is None or (later in NUMBERS and later > record.name[:4])


def test_each_number_is_used_once() -> None:
    assert len(NUMBERS) == len(RECORDS)


def test_records_that_documents_refer_to_exist() -> None:
    named = {
        number
        for page in PAGES
        for number in re.findall(r"(?:records?|decisions/)[ /`]*(\d{4})", page.read_text("utf-8"))
    }
    assert named
    assert named <= NUMBERS
