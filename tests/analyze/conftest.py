"""Properties are about what is computed, never about how fast: a busy machine fails no test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
