"""Habits of many evenings as evidence: each with its chance baseline, none claimed by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from gametape.analyze.behaviour.disposition import gains_and_losses, holding_times
from gametape.analyze.behaviour.fading import RULES
from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.behaviour.latency import latency
from gametape.analyze.behaviour.leaving import hazard
from gametape.analyze.behaviour.longshot import favourite_longshot
from gametape.analyze.behaviour.opportunities import fomo_avoided
from gametape.analyze.behaviour.overtrading import busier
from gametape.analyze.behaviour.rates import chance_ratio
from gametape.analyze.behaviour.rounding import round_numbers
from gametape.analyze.behaviour.rows import Left
from gametape.analyze.behaviour.signalled import came_of, ruled
from gametape.analyze.behaviour.sizing import sizing
from gametape.analyze.behaviour.staking import staking
from gametape.analyze.behaviour.supported import support
from gametape.analyze.behaviour.tag_lag import lag_of, said_of, tagged_latency
from gametape.analyze.behaviour.tilt import after_losses
from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evidence import Unit
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.analyze.population.drafting import Draft, drafted
from gametape.analyze.population.summary import SessionSummary

LEAVING, PACE = "What makes you leave", "How often you trade"
MARKET = "What the market did"

LEAST_FITS = 10
"""Fitting decisions, one's own and by chance together, below which a ratio is not tested."""

_HAZARD = {
    "adverse": ("leaving within half a minute of a move against the position", (
        "You leave sooner right after a move against you.",
        "You leave later right after a move against you.",
    )),
    "gain": ("leaving while the position is ahead", (
        "You leave sooner when you are ahead: winners are cut.",
        "You leave later when you are ahead: winners are ridden.",
    )),
    "near": ("leaving within a tick of the entry price", (
        "You leave sooner at the price you came in at.",
        "You leave later at the price you came in at.",
    )),
}  # fmt: skip
_FACETS = {
    "gap": ("time to the next entry after a loss, against after a win", (
        "After a loss you wait longer before the next entry.",
        "After a loss you come back sooner than after a win.",
    )),
    "stake": ("next stake after a loss, against after a win", (
        "After a loss you stake more than after a win.",
        "After a loss you stake less than after a win.",
    )),
    "stopped": ("pausing a quarter of an hour after a loss, against after a win", (
        "After a loss you pause more often than after a win.",
        "After a loss you pause less often than after a win.",
    )),
}  # fmt: skip
_STAKES = {
    "gains": ("stakes as the evening's gains grow", (
        "You stake more when the evening is ahead.",
        "You stake less when the evening is ahead.",
    )),
    "losses": ("stakes as the evening's losses grow", (
        "You stake more when the evening is behind.",
        "You stake less when the evening is behind.",
    )),
}  # fmt: skip


def habit_drafts(
    sessions: Sequence[SessionSummary],
    rng: np.random.Generator,
    parameters: Parameters = DEFAULTS,
) -> Iterator[Draft]:
    """Everything of section 3 that is asked of many evenings."""
    rows = [one.habits for one in sessions]
    yield from _labels(sessions, rng)
    found = hazard([one.periods for one in rows], parameters.level)
    for name, (title, said) in _HAZARD.items():
        yield _either(found, name, title, said, 1.0, LEAVING)
    disposed = gains_and_losses([one.realized for one in rows], rng)
    yield drafted(disposed, kind="metric", name="difference", unit="pct", section=LEAVING,
                  note="known by many; the lines above are the better test")  # fmt: skip
    times = holding_times([one.held for one in rows], rng)
    yield drafted(times, kind="metric", name="ratio", section=LEAVING)
    yield from _tilt(after_losses([one.followed for one in rows], rng, parameters.permutations))
    stakes = staking([one.staked for one in rows], parameters.level)
    for name, (title, said) in _STAKES.items():
        yield _either(stakes, name, title, said, 0.0, "After losses and gains", unit="score")
    for pace in busier([one.stretches for one in rows]):
        yield drafted(pace, kind="metric", name="more", unit="score", section=PACE,
                      note="more trades are no fault by themselves")  # fmt: skip
    for entries, told in ((True, [one.delays_in for one in rows]),
                          (False, [one.delays_out for one in rows])):  # fmt: skip
        quick = latency(told, rng, entries=entries)
        yield drafted(quick, kind="metric", name="median", unit="seconds", section=PACE)
    crowd = (sum(one.crowd_round for one in rows), sum(one.crowd for one in rows))
    lag = lag_of([one.tags for one in rows])
    for entries, around in ((True, [one.tagged_in for one in rows]),
                            (False, [one.tagged_out for one in rows])):  # fmt: skip
        slow = tagged_latency(around, lag, rng, entries=entries)
        yield drafted(slow, kind="metric", name="median", unit="seconds", section=PACE,
                      note=said_of(lag))  # fmt: skip
    rounded = round_numbers([one.limits for one in rows], rng, crowd=crowd)
    yield drafted(rounded, kind="metric", section="What you pay")._replace(
        p_value=rounded.p_values.get("share"),
        claim="You put limit orders at round prices more often than the ticks around would be.",
    )
    games = [(one.slug, one.habits.settled) for one in sessions]
    long = favourite_longshot(games, parameters.level)
    said = ("What you buy cheap pays more often than its price said.",
            "What you buy cheap pays less often than its price said.")  # fmt: skip
    yield _either(long, "slope", long.title, said, 1.0, "What you pay")
    yield drafted(sizing([one.stakes for one in rows], parameters.bankroll_cap), kind="metric",
                  section="What you pay")  # fmt: skip
    avoided = fomo_avoided([one.moments for one in sessions])
    said = ("The rushes you stayed out of would have paid more than random moments.",
            "The rushes you stayed out of would have cost more than random moments.")  # fmt: skip
    yield _either(avoided, "excess", avoided.title, said, 0.0, "What you did not do", unit="usd")
    yield from _of_the_market(sessions, parameters)


def _of_the_market(sessions: Sequence[SessionSummary], parameters: Parameters) -> Iterator[Draft]:
    """Support and signals: about the market as this trader met it."""
    found = support([exits_of(one) for one in sessions], parameters.level)
    said = ("More comes back after leaving with support in the book than without it.",
            "Less comes back after leaving with support in the book than without it.")  # fmt: skip
    yield _either(found, "difference", found.title, said, 0.0, MARKET, unit="cents")
    signals = [one.habits.signals for one in sessions]
    for kind in RULES:
        yield drafted(came_of(kind, signals), kind="metric", name="fade_120", unit="cents",
                      section=MARKET, note="that a price came back proves nothing")  # fmt: skip
        yield drafted(ruled(kind, signals), kind="metric", name="rule_net", unit="usd",
                      section=MARKET, note="a rule that is expected to lose its costs")  # fmt: skip


def exits_of(one: SessionSummary) -> tuple[Left, ...]:
    """The exits of an evening of which support and the minute after are known."""
    return tuple(
        Left(bool(each.fields["support"]), each.after)
        for each in one.decisions
        if each.kind in ("exit", "reduce")
        and each.after is not None
        and each.fields.get("support") is not None
    )


def _labels(sessions: Sequence[SessionSummary], rng: np.random.Generator) -> Iterator[Draft]:
    """Each pattern's rate against random moments of the same games.

    Only patterns whose error rates were measured may be claimed, and only more than chance.
    """
    rows = [one.habits.fitting for one in sessions]
    seen = {one.name for some in rows for one in some}
    for detector in detectors():
        if detector.name not in seen:
            continue
        found = chance_ratio(detector.name, rows, rng)
        mine = [one for some in rows for one in some if one.name == detector.name]
        expected = sum(one.of * one.twin_fits / one.twins for one in mine if one.twins)
        p_value = found.p_values.get("ratio")
        enough = sum(one.fits for one in mine) + expected >= LEAST_FITS
        if p_value is not None:
            above = found.estimates["ratio"].estimate > 1
            p_value = p_value / 2 if above else 1 - p_value / 2
        draft = drafted(
            found,
            kind="strength" if detector.kind == "positive" else "label",
            code=detector.name,
            name="ratio",
            title=detector.title,
            section="Patterns, against chance",
            note="" if detector.measured else "its error rates are not measured: never a finding",
        )
        claim = f"You {_said(detector.title)} more often than chance would."
        yield draft._replace(p_value=p_value if detector.measured and enough else None, claim=claim)


def _said(title: str) -> str:
    """A pattern's title as something that you do: "sold in panic" becomes "sell in panic"."""
    first, _, rest = title.partition(" ")
    now = {"sold": "sell", "bought": "buy", "went": "go"}.get(first, first)
    return f"{now} {rest}"


def _either(
    found: Finding,
    name: str,
    title: str,
    said: tuple[str, str],
    nothing: float,
    section: str,
    unit: Unit = "x",
) -> Draft:
    """An estimate with what it says above and below the value that means nothing."""
    told = found.estimates.get(name)
    claim = said[0] if told is not None and told.estimate > nothing else said[1]
    draft = drafted(found, kind="metric", code=f"{found.code}_{name}", name=name, title=title,
                    section=section, unit=unit)  # fmt: skip
    return draft._replace(p_value=found.p_values.get(name), claim=claim)


def _tilt(found: Finding) -> Iterator[Draft]:
    for name, (title, said) in _FACETS.items():
        told = found.fields.get(name)
        draft = drafted(found, kind="metric", code=f"after_losses_{name}", title=title,
                        section="After losses and gains")  # fmt: skip
        fields = {key: draft.item.fields[key] for key in ("n", "sessions")}
        if told is not None:
            fields["estimate"] = told
        above = told is not None and isinstance(told.value, int | float) and told.value > 0
        item = msgspec.structs.replace(draft.item, fields=fields)
        yield Draft(item, found.p_values.get(name), said[0] if above else said[1])
