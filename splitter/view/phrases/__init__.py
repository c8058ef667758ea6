"""The texts of the screen, a module for each place, in the order in which they are met.

`part_list` has the panes of parts, `wording` names rows, parts and changes, `file_details` file
changes; `status` has title, status line and footer (its keys are in `view.keys.actions`),
`outcomes` the answers to keys, `part_summary` the amount of a part, `dialogs` all dialogs,
`preview` the previews, and `review` the review.  The list of commits has
`view.picking.picker_words`.
"""
