"""The order of evidence: by dollars and support, no kind crowding out the others."""

from __future__ import annotations

from gametape.analyze.evidence import Gate, Item, Kind
from gametape.analyze.judging.ranking import ranked


def one(code: str, impact: int, gate: Gate = "ok", kind: Kind = "metric") -> Item:
    return Item(id="", kind=kind, code=code, title=code, fields={}, gate=gate, impact=impact)


def test_a_supported_dime_goes_before_an_unsupported_dollar() -> None:
    told = ranked(
        [one("guess", -100, "inconclusive"), one("early", 40, "early"), one("sure", 20)], 9
    )
    assert [(item.id, item.code) for item in told] == [
        ("E1", "sure"),
        ("E2", "early"),
        ("E3", "guess"),
    ]


def test_eight_of_a_kind_and_twelve_trades() -> None:
    items = [one(f"m{n}", n) for n in range(20)] + [
        one(f"t{n}", n, kind="trade") for n in range(20)
    ]
    told = ranked(items, 60)
    assert sum(item.kind == "metric" for item in told) == 8
    assert sum(item.kind == "trade" for item in told) == 12


def test_caveats_are_kept_whatever_there_is() -> None:
    items = [one(f"t{n}", n, kind="trade") for n in range(12)]
    told = ranked([*items, one("gaps", 0, kind="caveat")], 5)
    assert len(told) == 5
    assert told[-1].code == "gaps"
