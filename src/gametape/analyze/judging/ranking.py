"""The order of evidence: what is worth the most and best supported stands first (methods 6.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from gametape.analyze.evidence import Gate, Item, Kind

WEIGHTS: dict[Gate, float] = {"ok": 1.0, "early": 0.4, "inconclusive": 0.1}

_MOST: dict[Kind, int] = {"trade": 12}
_MOST_OF_A_KIND = 8


def ranked(items: Iterable[Item], most: int) -> tuple[Item, ...]:
    """The most important items first, at most `most`, each with its id (E1, E2, ...).

    Importance is dollars at stake times how strongly it may be said. At most eight of a kind and
    twelve trades, so that one kind cannot crowd out the others; caveats are always kept.
    """
    order = sorted(items, key=lambda one: -abs(one.impact) * WEIGHTS[one.gate])
    taken: Counter[Kind] = Counter()
    kept = []
    for one in order:
        taken[one.kind] += 1
        if one.kind == "caveat" or taken[one.kind] <= _MOST.get(one.kind, _MOST_OF_A_KIND):
            kept.append(one)
    caveats = [one for one in kept if one.kind == "caveat"]
    others = [one for one in kept if one.kind != "caveat"][: max(0, most - len(caveats))]
    return tuple(
        msgspec.structs.replace(one, id=f"E{number}")
        for number, one in enumerate([*others, *caveats], 1)
    )
