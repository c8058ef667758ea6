"""The manual page of this installation.

``git split --help`` does not come here: git runs ``man git-split``, which looks for the page in the
directories that it knows.  ``git-split --help`` does.
"""

from __future__ import annotations

import os
import shutil
from importlib import metadata
from pathlib import Path

_PACKAGE = "git-splitter"
_PAGE = "git-split.1"


def show_manual() -> None:
    """Let man, in place of this process, show the page.  Returns where man or the page is missing.

    Raises OSError.
    """
    page, program = _installed_page(), shutil.which("man")
    if page is not None and program is not None:
        os.execv(program, ["man", str(page)])


def _installed_page() -> Path | None:
    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        page = Path(str(file.locate()))
        if file.name == _PAGE and page.is_file():
            return page.resolve()
    return None
