"""Which asset a person means: by market, outcome, team, slug or id."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import msgspec

from gametape.errors import UsageError
from gametape.model.market import MarketRules

SHORT, MOST_NAMED = 40, 6
"""Names longer than this are no help in a line; so many are."""


class Choice(msgspec.Struct, frozen=True):
    """An asset with the words for it."""

    asset: str
    market: str
    label: str


def choose_asset(
    wanted: str | None, markets: Iterable[MarketRules], assets: Iterable[str]
) -> Choice:
    """The asset meant by `wanted`, among a session's markets and the assets it has books of.

    `wanted` may be an asset id, a market id or slug (then its first outcome), an outcome's label,
    `MARKET:OUTCOME`, or part of a question; None means the moneyline, else the first market.
    Where several fit, one with a book is meant. Raises UsageError naming what there is.
    """
    choices = _choices(markets, assets)
    if not choices:
        raise UsageError("This session has no market with a book.")
    if wanted is None:
        return choices[0][0]
    key = wanted.strip().lower()
    for match in (_exactly, _loosely):
        found = [choice for choice, names in choices if match(key, names)]
        if found:
            return found[0]
    raise UsageError(
        f"No market {wanted[:60]!r} in this session.",
        f"There is: {', '.join(_near(key, choices))}.",
    )


def _near(key: str, choices: list[tuple[Choice, tuple[str, ...]]]) -> list[str]:
    """Names like what was asked for; else the outcomes as they are called."""
    names = sorted({name for _, names in choices for name in names if len(name) < SHORT})
    near = difflib.get_close_matches(key, names, n=3, cutoff=0.6)
    labels = dict.fromkeys(choice.label for choice, _ in choices if len(choice.label) < SHORT)
    return near or list(labels)[:MOST_NAMED] or names[:MOST_NAMED]


def _choices(
    markets: Iterable[MarketRules], assets: Iterable[str]
) -> list[tuple[Choice, tuple[str, ...]]]:
    rows: list[tuple[Choice, tuple[str, ...]]] = []
    known = dict.fromkeys(assets)
    ordered = sorted(markets, key=lambda rules: rules.market_type != "moneyline")
    for rules in ordered:
        for rank, outcome in enumerate(rules.outcomes):
            names = [outcome.asset, outcome.label, f"{rules.market}:{outcome.label}"]
            names.append(f"{rules.slug}:{outcome.label}")
            if rank == 0:
                names += [rules.market, rules.slug, rules.question, rules.market_type]
            label = outcome.label or outcome.asset
            choice = Choice(outcome.asset, rules.market, label)
            rows.append((choice, tuple(name.lower() for name in names if name)))
    named = {choice.asset for choice, _ in rows}
    rows += [(Choice(asset, "", asset), (asset.lower(),)) for asset in known if asset not in named]
    return sorted(rows, key=lambda row: row[0].asset not in known)


def _exactly(key: str, names: tuple[str, ...]) -> bool:
    return key in names


def _loosely(key: str, names: tuple[str, ...]) -> bool:
    return any(key in name for name in names)
