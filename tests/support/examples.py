"""The number of generated examples of a law, by the profile of Hypothesis."""

from __future__ import annotations

from hypothesis import settings

#: The number of examples in the profile for which tests name their counts.
NAMED_FOR = 100
#: No law is tried less often.
LEAST = 10


def examples(count: int) -> settings:
    """Settings with that many examples, more or fewer in a profile with more or fewer than usual.

    ``HYPOTHESIS_PROFILE`` chooses the profile: see ``tests/conftest.py``.
    """
    scaled = count * settings().max_examples // NAMED_FOR
    return settings(max_examples=max(scaled, min(count, LEAST)))
