"""A repository for keys: files in directories, a hunk to be cut, a block whose order is a guess."""

from __future__ import annotations

from tests.e2e.place import Place

_NOTES = "".join(f"note {n}\n" for n in range(1, 41))

OLD = {
    "docs/notes.txt": _NOTES,
    "src/app/pick.py": "def pick(tree):\n    ladder = fetch()\n    climb(ladder)\n    basket = []\n"
    "    return basket\n",
    "src/app/sort.py": "one = 1\ntwo = 2\nthree = 3\nfour = 4\n",
    "src/lib/wash.py": "water = 'cold'\n",
}
NEW = {
    "docs/notes.txt": _NOTES.replace("note 20\n", "note twenty\n"),
    "src/app/pick.py": "def pick(tree):\n    shake(tree)\n    return basket\n",
    "src/app/sort.py": "one = 1.0\ntwo = 2\nthree = 3\nfour = 4.0\n",
    "src/lib/wash.py": "water = 'warm'\n",
}


def plant(place: Place) -> None:
    """Make the repository; the commit to split is HEAD."""
    place.commit(OLD, "Plant the orchard")
    place.commit(NEW, "Tend the orchard")
