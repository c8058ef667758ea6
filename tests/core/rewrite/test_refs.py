"""Refs: which branches have been pushed."""

from __future__ import annotations

from splitter.core.rewrite.refs import pushed

MAIN, TOPIC = "refs/heads/main", "refs/heads/topic"
REMOTE = "refs/remotes/origin/main"


def test_a_branch_is_pushed_to_its_upstream_or_to_its_name() -> None:
    assert list(pushed([MAIN, TOPIC, "HEAD"], [REMOTE], {})) == [MAIN]
    assert list(pushed([TOPIC], [REMOTE], {})) == []
    upstream = {"branch.topic.remote": "origin", "branch.topic.merge": MAIN}
    assert list(pushed([MAIN, TOPIC], [REMOTE], upstream)) == [MAIN, TOPIC]
    assert list(pushed([MAIN, TOPIC], [], upstream)) == []
