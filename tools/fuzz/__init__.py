"""A differential fuzzer: real commits, random plans, and git itself as the judge.

    python -m tools.fuzz REPOSITORY [--seed N] [--cases N] [--jobs N] [--first N] [--scenes SHARE]
                                    [--edits SHARE]

It takes a random commit of REPOSITORY and a random descendant as the tip, in a scratch repository
that borrows the objects, writes a random plan file, lets the program split the commit by it, and
compares what comes out with what git's own diff says must come out.  Nothing of the program is used
to find that out: `model` reads git's diff, `plans` writes the plan, `oracle` judges.

A share of the cases has edits, of all lengths, on the same lines, and in files that the commit does
not touch (`edits`): each part's files are those that replacing text in git's blobs makes.

A share of the cases is tried in a working tree: sparse or linked, with flags in the index, beside
another one that has the branch, mostly in the middle of something (`scenes`).
"""
