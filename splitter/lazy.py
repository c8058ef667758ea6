"""Modules that a package imports when they are first used, to start fast.

Such a package names them in imports below ``if TYPE_CHECKING``, for mypy and import-linter, and has
a ``__getattr__`` (PEP 562) made here otherwise.  A user imports the package and writes
``package.module.name``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

from splitter.signals import postponed


def importer(package: str) -> Callable[[str], ModuleType]:
    """The ``__getattr__`` of a package that imports its modules by their names.

    Python calls it only for a module that the package does not have yet, and gives the package a
    module once all of that is imported.  So threads may use one at the same time: Python imports it
    in one of them, and lets the others wait.  A signal that ends the program waits as well.

    The function raises AttributeError for a name that no module has.
    """

    def load(name: str) -> ModuleType:
        whole = f"{package}.{name}"
        if not name.startswith("_"):
            try:
                with postponed():
                    __import__(whole)
                return sys.modules[whole]
            except ModuleNotFoundError as error:
                if error.name != whole:
                    raise
        raise AttributeError(f"module '{package}' has no attribute '{name}'")

    return load
