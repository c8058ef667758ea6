"""Likeness of two lines, by rapidfuzz.  Imported late: whole hunks never need it."""

from __future__ import annotations

from rapidfuzz.distance import Indel

#: How much two texts have in common, from 0 to 1; 0 below ``score_cutoff``.
likeness = Indel.normalized_similarity
