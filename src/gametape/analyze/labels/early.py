"""What chance does while a trader has too few decisions to tell: learned on evenings made up.

Fewer than thirty decisions say nothing of how often chance fits a pattern (methods 3.0.2). Then
these stand in, from the planted corpus (docs/corpus.md), and whatever rests on them is an early
estimate. `python -m bench.corpus.shipping` makes them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from gametape.analyze.statistics.chance import Baseline

WHERE = "early.json"


@cache
def early_baselines() -> dict[str, Baseline]:
    """Baselines by the name of the detector, each marked `early`."""
    content = Path(__file__).with_name(WHERE).read_bytes()
    return msgspec.json.decode(content, type=dict[str, Baseline])
