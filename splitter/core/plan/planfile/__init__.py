"""The plan as a TOML file: for scripts, for a draft and for resuming.  One validator.

    version = 1
    target = "9f3c..."                # optional; the commit, also where the command names none
    fingerprint = "..."               # optional; of the diff; a stale plan is refused
    broken = ["new/name"]             # optional; renames to be a deletion and a creation
    order = [                         # optional; where old lines stand among new ones
      { file = "b", removed = 46, after = 47 },            # 46 stands behind the new line 47
    ]

    [[part]]
    message = "..."
    changes = [
      { file = "a" },                                      # all of it
      { file = "b", hunks = [1, 3] },                      # by hunk, numbered from 1 in the file
      { file = "b", removed = [46], added = ["46-47"] },   # by line: old file's, new file's numbers
      { file = "c", facts = ["mode"] },                    # by file change
    ]
    edits = [                         # optional; the part's own text for some lines
      { file = "b", added = 50, text = "..." },            # also removed, kept = "7-9", after = 7
      { file = "b", kept = 7, text = "", until = "end" },  # or "change", the default, or "next"
    ]

    [[part]]
    heir = true                       # keeps the Change-Id; without any, the last part does
    message = "..."                   # optional for heir and rest: the commit's own
    rest = true                       # all that no part and no [dropped] names

    [dropped]
    changes = [...]

The interleaving of the old and new lines of a replaced block is guessed; it matters where a part
has old lines next to new ones.  `order` sets it for single old lines: ``after`` is the new line of
the block behind which the line stands, 0 for before all of them.  Every line keeps its place in its
own version, so the old lines around it are pushed along; the places of the others are guessed.

A plan for scripts may be JSON with the same keys and values: `formats` reads either.

An edit hides its lines and puts the text in their place: removed and kept lines by the old file's
numbers, added ones by the new file's, next to each other, or none at the place ``after`` an old
line.  It holds until one of its lines changes in a later part, until the next part, or for good;
written by hand, the first is the last where no line changes any more.  What is not UTF-8 is
``quoted``, as git quotes paths.  `between` is how plans had edits of one line until its own part.

A mistake is refused by the module that can see it: keys and types of values by `schema`, names of
files, lines and changes by `lookup`, the rest of an edit or an order by `edits` and `orders`, and
what only the whole plan shows by `complete`.  A part that changes nothing is found later, when its
tree is built.

A plan need not name the file change ``create`` of a new file that has lines, nor ``delete`` of a
deleted one: the creation goes with the file's first lines, the deletion with its last.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.core.plan.planfile import complete as complete
    from splitter.core.plan.planfile import lines as lines
    from splitter.core.plan.planfile import read as read
    from splitter.core.plan.planfile import write as write
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
