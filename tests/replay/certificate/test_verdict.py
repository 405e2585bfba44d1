"""What is whole, has holes, is poor, or is nothing at all."""

from __future__ import annotations

import msgspec
import pytest

from gametape.replay.certificate.checks import Tally
from gametape.replay.certificate.verdict import Findings, judge
from gametape.replay.gathering import Hole

GOOD = Findings(
    events={"book": 4, "price_change": 900, "trade": 40},
    assets=2,
    coverage=1.0,
    gaps=[],
    frames=950,
    unparsed=0,
    best=Tally(900, 900),
    checkpoints=Tally(10, 10),
    crossed=0,
    silences=[],
    closed=True,
)


@pytest.mark.parametrize(
    ("changed", "verdict", "words"),
    [
        ({}, "whole", ""),
        ({"gaps": [Hole(1, 2, "lost")]}, "holes", ""),
        ({"coverage": 0.79}, "poor", "for only 79% of the time"),
        ({"best": Tally(100, 94)}, "poor", "Only 94% of the best prices"),
        ({"checkpoints": Tally(10, 9)}, "poor", "Only 90% of the checkpoints"),
        ({"events": {"price_change": 9}}, "poor", "no snapshot of any book"),
        ({"events": {"book": 100, "trade": 9}}, "poor", "Full books only"),
        ({"events": {"book": 40}}, "nothing recorded", "only 40 full books of 2 assets"),
        ({"events": {"book": 41}}, "poor", "Full books only"),
        ({"events": {"book": 40, "trade": 9}, "watched": True}, "whole", ""),
        ({"events": {"book": 41, "trade": 9}, "watched": True}, "poor", "Full books only"),
        ({"events": {"book": 4}, "watched": True}, "nothing recorded", "only 4 full books"),
        ({"events": {"link": 3, "note": 1}}, "nothing recorded", "No market message"),
        ({"events": {}, "assets": 0, "coverage": None}, "nothing recorded", "No market message"),
        ({"unparsed": 3}, "whole", "3 of 950 messages could not be parsed"),
        ({"crossed": 1}, "whole", "stayed crossed"),
        ({"silences": [(0, 121_000_000)]}, "whole", "at the longest 2.0 minutes"),
        ({"closed": False}, "whole", "not closed in order"),
    ],
)
def test_verdict_and_its_words(changed: dict[str, object], verdict: str, words: str) -> None:
    found, sentences = judge(msgspec.structs.replace(GOOD, **changed))
    assert found == verdict
    assert words in " ".join(sentences)
    assert bool(words) == bool(sentences)


def test_the_gravest_words_come_first() -> None:
    bad = msgspec.structs.replace(GOOD, coverage=0.1, unparsed=3, gaps=[Hole(1, 2, "lost")])
    verdict, sentences = judge(bad)
    assert verdict == "poor"
    assert "10%" in sentences[0]
    assert "could not be parsed" in sentences[1]
