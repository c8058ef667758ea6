"""Commands of the command line: the screen, a plan to apply or to print, an undo, the manual."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.commands import application as application
    from splitter.commands import as_json as as_json
    from splitter.commands import conflicts as conflicts
    from splitter.commands import emptied as emptied
    from splitter.commands import manual as manual
    from splitter.commands import path_parts as path_parts
    from splitter.commands import plan as plan
    from splitter.commands import screen as screen
    from splitter.commands import starting as starting
    from splitter.commands import undo as undo
    from splitter.commands import writing as writing
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
