"""Which asset is meant."""

from __future__ import annotations

import pytest

from gametape.errors import UsageError
from gametape.model.market import MarketRules, Outcome
from gametape.replay.choice import choose_asset


def market(name: str, kind: str, *outcomes: tuple[str, str]) -> MarketRules:
    return MarketRules(
        market=f"0x{name}",
        question=f"{name.title()} tonight?",
        outcomes=tuple(Outcome(asset, label) for asset, label in outcomes),
        slug=f"lal-bos-{name}",
        market_type=kind,
    )


MARKETS = [
    market("total", "totals", ("o", "Over"), ("u", "Under")),
    market("winner", "moneyline", ("l", "Lakers"), ("c", "Celtics")),
]


@pytest.mark.parametrize(
    ("wanted", "asset"),
    [
        (None, "l"),
        ("c", "c"),
        ("Celtics", "c"),
        (" lakers ", "l"),
        ("0xwinner", "l"),
        ("0xwinner:Celtics", "c"),
        ("lal-bos-total:under", "u"),
        ("lal-bos-total", "o"),
        ("totals", "o"),
        ("winner tonight", "l"),
        ("celt", "c"),
        ("unnamed", "unnamed"),
    ],
)
def test_by_whatever_name(wanted: str | None, asset: str) -> None:
    found = choose_asset(wanted, MARKETS, ["o", "u", "l", "c", "unnamed"])
    assert found.asset == asset


def test_what_has_a_book_comes_first() -> None:
    assert choose_asset(None, MARKETS, ["u"]).asset == "u"
    assert choose_asset("tonight", MARKETS, ["u", "o"]).asset == "o"
    # Still there to be asked for: "no book by then" says more than "no such market".
    assert choose_asset("Celtics", MARKETS, ["u"]).asset == "c"


def test_nothing_near_is_said_with_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"No market 'lakrs'.*lakers"):
        choose_asset("lakrs", MARKETS, ["l"])
    with pytest.raises(UsageError, match=r"There is: Lakers, Celtics, Over, Under\."):
        choose_asset("Spurs", MARKETS, ["l", "c", "o", "u"])
    with pytest.raises(UsageError, match="no market with a book"):
        choose_asset(None, [], [])
