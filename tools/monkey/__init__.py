"""A monkey in a real terminal: random keys, mouse, pastes and sizes, and plain git as the judge.

    python -m tools.monkey [--seed N] [--keys N] [--keep DIRECTORY]

It makes a repository with renames, binary files, submodules, CRLF, wide characters and a huge hunk
(`world`), opens ``git split`` in a pseudo-terminal, and does to it what is drawn from the seed
(`acts`).  After every hundred keys it writes, quits or kills, and plain git says whether refs,
trees, index and files are what they must be (`judge`); then the draft is resumed or the split is
undone, and it goes on (`game`).  Nothing of the program is used to judge it.
"""
