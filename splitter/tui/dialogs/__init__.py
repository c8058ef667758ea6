"""The screens that open above the main screen: questions, messages, previews, the review."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.tui.dialogs import commit_picker as commit_picker
    from splitter.tui.dialogs import conflicts as conflicts
    from splitter.tui.dialogs import edit as edit
    from splitter.tui.dialogs import file_picker as file_picker
    from splitter.tui.dialogs import help as help
    from splitter.tui.dialogs import message as message
    from splitter.tui.dialogs import palette as palette
    from splitter.tui.dialogs import part_picker as part_picker
    from splitter.tui.dialogs import preview as preview
    from splitter.tui.dialogs import progress as progress
    from splitter.tui.dialogs import question as question
    from splitter.tui.dialogs import review as review
    from splitter.tui.dialogs import theme_picker as theme_picker
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
