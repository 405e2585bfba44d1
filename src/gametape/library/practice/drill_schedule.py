"""When a moment comes back: FSRS, through the package `fsrs` (docs/decisions/0015-drill.md)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, cast

from gametape.errors import UsageError


def reviewed(schedule: dict[str, Any] | None, rating: int, now_us: int) -> dict[str, Any]:
    """A card's schedule after an answer rated 1 (again) to 4 (easy); None begins a new card.

    The result is JSON as the package writes it. Raises UsageError where it is not installed.
    """
    try:
        from fsrs import Card, Rating, Scheduler
    except ImportError:
        raise UsageError(
            "A drill needs a part that is not installed (fsrs).", "pip install 'gametape[drill]'"
        ) from None
    now = datetime.fromtimestamp(now_us / 1e6, UTC)
    # The id is the package's own and would be a clock reading of today.
    card = Card(card_id=0, due=now) if schedule is None else Card.from_json(json.dumps(schedule))
    if card.last_review is not None:
        now = max(now, card.last_review)  # a clock that was put back must not make time negative
    scheduler = Scheduler(enable_fuzzing=False)
    after, _ = scheduler.review_card(card, Rating(rating), review_datetime=now)
    return cast("dict[str, Any]", json.loads(after.to_json()))


def due_us(schedule: dict[str, Any]) -> int:
    """When a schedule wants the moment back, microseconds since 1970."""
    return round(datetime.fromisoformat(str(schedule["due"])).timestamp() * 1e6)
