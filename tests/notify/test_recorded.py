"""What is told of a recording: its verdict and holes, from the certificate and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from gametape.model.times import MINUTE, SECOND
from gametape.notify.options import NotifyOptions
from gametape.notify.recorded import failed, recorded
from gametape.replay.certificate.certificate import Certificate, Latency, OwnFills
from gametape.replay.certificate.checks import Tally
from gametape.replay.gathering import Hole

START = 1_790_000_000_000_000
SESSION = NotifyOptions(session=True)
TROUBLE = NotifyOptions(trouble=True)
WHOLE = Certificate(
    session="owls", verdict="whole", coverage=0.99987, coverage_of="in play", from_us=START,
    to_us=START + 133 * MINUTE, ended="closed", frames=48_210, parsed=48_210, unparsed=0,
    unparsed_why={}, events={}, gaps=[], hash=Tally(), hash_seen=0, bbo=Tally(),
    checkpoints=Tally(), own_fills=OwnFills(fills=3, shares="1234"), latency_ms=Latency(),
    clock_offset_ms=None, clock_steps=0, out_of_order=0, duplicates=0, crossed=0, warnings=[],
)  # fmt: skip
HOLES = msgspec.structs.replace(
    WHOLE,
    verdict="holes",
    gaps=[
        Hole(START, START + 40 * SECOND, "link down"),
        Hole(START + 30 * SECOND, START + 60 * SECOND, "link down"),
        Hole(START + 100 * SECOND, START + 105 * SECOND, "stale"),
    ],
    warnings=["@everyone look", "two", "three", "four"],
)


def lines(certificate: Certificate, options: NotifyOptions) -> list[str]:
    told = recorded(certificate, "Owls at Foxes", options)
    assert told is not None
    return [told.title, *told.lines]


def test_a_whole_recording_in_two_lines() -> None:
    assert lines(WHOLE, SESSION) == [
        "Recorded: Owls at Foxes",
        "2\u00a0h\u00a013\u00a0min, 48,210 messages, 3 own fills.",
        "The books are known for 99.9\u00a0% of the time in play.",
    ]


def test_holes_are_told_together_with_the_longest() -> None:
    told = lines(HOLES, TROUBLE)
    assert told[0] == "Recorded with holes: Owls at Foxes"
    assert "2 holes, 1\u00a0min\u00a05\u00a0s in all; the longest 40\u00a0s (link down)." in told
    assert told[-3:] == ["@\u200beveryone look", "two", "three"]
    assert not any("hole" in line for line in lines(HOLES, SESSION)[1:])


@pytest.mark.parametrize("verdict", ["holes", "poor", "nothing recorded"])
def test_trouble_alone_speaks_only_of_trouble(verdict: str) -> None:
    assert recorded(WHOLE, "x", TROUBLE) is None
    assert recorded(msgspec.structs.replace(WHOLE, verdict=verdict), "x", TROUBLE) is not None
    assert recorded(msgspec.structs.replace(WHOLE, verdict=verdict), "x", NotifyOptions()) is None


def test_a_failure_is_trouble() -> None:
    told = failed("Owls", TROUBLE)
    assert told is not None
    assert told.title == "Recording FAILED: Owls"
    assert failed("Owls", SESSION) is None


def test_sizes_are_never_told() -> None:
    assert "1234" not in "".join(lines(HOLES, NotifyOptions(amounts=True).everything()))
