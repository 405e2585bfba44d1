"""What many evenings came to: net by session, and how much of it is costs, timing and luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import stats

from gametape.analyze.behaviour.finding import gated
from gametape.analyze.evidence import Field, Gate, Item
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.shown import SessionPoint
from gametape.analyze.population.summary import SessionSummary
from gametape.analyze.statistics.gates import NEEDS, Need, Shown, missing
from gametape.analyze.statistics.luck import Carry, luck_and_skill
from gametape.analyze.statistics.regressed import mean_of
from gametape.analyze.statistics.sessions import FEWEST, largest_share, mean_of_sessions

SECTION = "Results"


def points_of(sessions: Sequence[SessionSummary]) -> tuple[SessionPoint, ...]:
    """The sessions in order of time, with what they add up to."""
    found, total, variance = [], 0, 0.0
    for one in sessions:
        total += one.net
        variance += (one.luck_sd or 0.0) ** 2
        found.append(
            SessionPoint(
                one.slug,
                one.title,
                one.started_us,
                len(one.trades),
                one.net,
                total,
                round(variance**0.5 * 1e6),
                one.accuracy,
            )
        )
    return tuple(found)


def result_drafts(sessions: Sequence[SessionSummary]) -> Iterator[Draft]:
    """Net by session, where it came from, luck against skill, and accuracy."""
    yield _net(sessions)
    yield from _parts(sessions)
    yield _luck(sessions)
    yield _accuracy(sessions)


def _lacking(n: int) -> str:
    return missing(Need(0, FEWEST), 0, n)


def _net(sessions: Sequence[SessionSummary]) -> Draft:
    nets = [one.net / 1e6 for one in sessions]
    told = mean_of_sessions(nets)
    fields = spread(told, "usd", 1e6) | {
        "total": Field(sum(one.net for one in sessions), "usd"),
        "gross": Field(sum(one.gross for one in sessions), "usd"),
        "fees": Field(sum(one.fees for one in sessions), "usd"),
        "largest": Field(round(largest_share(nets), 4) if nets else None, "pct"),
        "n": Field(sum(len(one.trades) for one in sessions), "count"),
        "sessions": Field(len(sessions), "count"),
    }
    detail = {"section": SECTION, "of": "trades", "missing": _lacking(len(sessions))}
    if told is not None and told.notes:
        detail["caution"] = " ".join(told.notes)
    return Draft(_item("overall", "net", "net of a session, after fees", fields, detail, "ok"))


def _parts(sessions: Sequence[SessionSummary]) -> Iterator[Draft]:
    """Costs, timing and carry of a session; trades whose book was not known are left out."""
    words = {
        "costs": ("what trading cost a session: fees, spread and delay", ""),
        "timing": ("what prices did within a minute of your orders, a session", "timing"),
        "carry": ("what carrying positions longer than that brought, a session", ""),
    }
    for name, (title, tested) in words.items():
        sums = []
        for one in sessions:
            known = [getattr(trade, name) for trade in one.trades]
            if known and None not in known:
                sums.append(sum(known) / 1e6)
        told = mean_of(sums, [f"{number}" for number in range(len(sums))])
        fields = spread(told.interval if told else None, "usd", 1e6)
        fields |= {"sessions": Field(len(sums), "count"), "n": Field(len(sums), "count")}
        detail = {"section": SECTION, "of": "sessions", "missing": _lacking(len(sums))}
        item = _item("overall", name, title, fields, detail, "ok")
        if tested and told is not None:
            better = told.interval.estimate > 0
            claim = (
                "Prices go your way within a minute of your orders."
                if better
                else "Prices go against you within a minute of your orders."
            )
            yield Draft(item, told.p_value, claim)
        else:
            yield Draft(item)


def _luck(sessions: Sequence[SessionSummary]) -> Draft:
    """Carry pooled over games, in standard deviations of luck; skill is claimed above only."""
    games = [
        Carry(one.carry, one.luck_sd)
        for one in sessions
        if one.carry is not None and one.luck_sd is not None
    ]
    told = luck_and_skill(games)
    lacking = missing(NEEDS[Shown.INTERVAL], sum(len(one.trades) for one in sessions), len(games))
    fields = {"n": Field(len(games), "count"), "sessions": Field(len(games), "count")}
    if not lacking:
        fields |= {
            "estimate": Field(round(told.profit * 1e6), "usd"),
            "luck_sd": Field(round(told.sd * 1e6), "usd"),
            "z": Field(round(told.z, 3), "score"),
        }
    detail = {"section": SECTION, "of": "sessions", "missing": lacking}
    item = _item("overall", "luck", "what holding positions brought, against luck", fields, detail,
                 "inconclusive")  # fmt: skip
    p_value = None if lacking else float(stats.norm.sf(told.z))
    return Draft(item, p_value, "Holding your positions brought more than luck would explain.")


def _accuracy(sessions: Sequence[SessionSummary]) -> Draft:
    known = [one.accuracy for one in sessions if one.accuracy is not None]
    n = sum(len(one.decisions) for one in sessions if one.accuracy is not None)
    gate, lacking = gated(n, len(known))
    told = mean_of_sessions(known) if gate == "ok" else None
    fields = spread(told, "pct", 0.01) | {
        "n": Field(n, "count"),
        "sessions": Field(len(known), "count"),
    }
    if known and gate != "inconclusive":
        fields["median"] = Field(round(float(np.median(known)) / 100, 4), "pct")
    detail = {"section": SECTION, "of": "orders", "missing": lacking}
    title = "accuracy of decisions, by what could be expected of them"
    return Draft(_item("overall", "accuracy", title, fields, detail, "ok"))


def _item(
    kind: str, code: str, title: str, fields: dict[str, Field], detail: dict[str, str], gate: Gate
) -> Item:
    lacking = detail.get("missing")
    return Item(
        id="",
        kind=kind,  # type: ignore[arg-type]
        code=code,
        title=title,
        fields=fields,
        gate="inconclusive" if lacking else gate,
        detail={key: value for key, value in detail.items() if value},
    )
