"""The names of refs beside the commits of the old history and of the new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from splitter.core.rewrite.refs import HEAD, short
from splitter.core.rewrite.rewrite import Rewrite
from splitter.view.text.display import Pieces, Role, safe


def old_names(rewrite: Rewrite) -> Mapping[str, Pieces]:
    """The names next to the old commits: the refs that are there now."""
    names: dict[str, list[tuple[str, Role]]] = {}
    moving = {update.name for update in rewrite.updates}
    places = {**rewrite.refs.branches, **rewrite.standing}
    if not rewrite.refs.head_branch and rewrite.refs.head:
        places[HEAD] = rewrite.refs.head
    for name, oid in places.items():
        role: Role = "dim" if name in moving else "bold"
        names.setdefault(oid, []).append((_name(rewrite, name), role))
    return _spaced(names)


def new_names(rewrite: Rewrite) -> Mapping[str, Pieces]:
    """The names next to the new commits: the refs that will be there."""
    names: dict[str, list[tuple[str, Role]]] = {}
    for update in rewrite.updates:
        names.setdefault(update.new, []).append((_name(rewrite, update.name), "good"))
    base = rewrite.base
    here = old_names(rewrite)
    if base and base.oid in here:
        return {**_spaced(names), base.oid: here[base.oid]}
    return _spaced(names)


def _name(rewrite: Rewrite, name: str) -> str:
    if name.startswith("refs/tags/"):
        return f"tag:{safe(short(name))}"
    return f"{'HEAD→' if name == rewrite.refs.head_branch else ''}{safe(short(name))}"


def _spaced(names: Mapping[str, Iterable[tuple[str, Role]]]) -> dict[str, Pieces]:
    """The names at each commit, with the space that goes before them."""
    return {
        oid: tuple((f" [{name}]", role) for name, role in found) for oid, found in names.items()
    }
