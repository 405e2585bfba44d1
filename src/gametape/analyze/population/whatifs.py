"""What-ifs over many evenings: totals by session, and only what a placebo does not explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gametape.analyze.evidence import Field, Item
from gametape.analyze.judging.whatifs import TITLES, family_of
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.summary import SessionSummary
from gametape.analyze.statistics.choosing import choose, placebo
from gametape.analyze.statistics.gates import NEEDS, Shown, missing
from gametape.analyze.statistics.regressed import mean_of
from gametape.analyze.statistics.sessions import largest_share, mean_of_sessions
from gametape.analyze.whatif.answers import Total, over_sessions

SECTION = "What if"

_CHEAPER = "less trading costs less: this says nothing of your timing"
_NOTES = {
    "hold_settle": _CHEAPER,
    "scale": _CHEAPER,
    "no_add": _CHEAPER,
    "passive": "counts on a place in the queue that nobody has measured",
    "cooldown_delay": "delays that end in no trade save its costs",
}
"""What a rule gains without any insight; it is shown beside it, and the rule claims nothing."""


def whatif_drafts(
    sessions: Sequence[SessionSummary],
    rng: np.random.Generator,
    parameters: Parameters = DEFAULTS,
) -> Iterator[Draft]:
    """The told rules, the excess of the cooldown over its placebo, and the best waiting time."""
    names = {rule.rule for one in sessions for rule in one.rules}
    wait = parameters.headline_hold_s
    for name in sorted(names):
        family, seconds = family_of(name)
        if family in TITLES and (seconds is None or seconds == wait or family != "hold"):
            yield _rule(sessions, name, family, seconds)
    yield _skipping(sessions, rng, parameters)
    yield _best_wait(sessions, parameters)


def totals_of(sessions: Sequence[SessionSummary], name: str) -> list[Total]:
    """A rule's totals of the sessions that it was asked of."""
    return [
        Total(one.slug, name, rule.delta, rule.central, rule.n, rule.of, rule.changed, {})
        for one in sessions
        for rule in one.rules
        if rule.rule == name and rule.n
    ]


def _rule(sessions: Sequence[SessionSummary], name: str, family: str, seconds: int | None) -> Draft:
    totals = totals_of(sessions, name)
    told = over_sessions(name, totals)
    lacking = missing(NEEDS[Shown.INTERVAL], told.legs, told.sessions)
    fields = {
        "n": Field(told.legs, "count"),
        "of": Field(told.of, "count"),
        "sessions": Field(told.sessions, "count"),
    }
    if seconds is not None:
        fields["seconds"] = Field(seconds, "seconds")
    p_value = None
    if not lacking:
        mean = mean_of_sessions([one.delta / 1e6 for one in totals])
        fields |= spread(told.total, "usd", 1e6) | {
            "mean": Field(round(mean.estimate * 1e6) if mean else None, "usd"),
            "largest": Field(round(told.largest, 4), "pct"),
        }
        if family == "passive":
            fields["central"] = Field(round(told.central * 1e6), "usd")
        test = mean_of([one.delta / 1e6 for one in totals], [one.session for one in totals])
        p_value = test.p_value if test is not None and family == "hold" else None
    notes = () if told.total is None or lacking else told.total.notes
    claim = (
        "Leaving later would have brought more."
        if told.sum > 0
        else "Leaving later would have brought less."
    )
    note = _NOTES.get(family, "")
    if family == "cooldown_skip":
        note = "only what it brings beyond leaving out as many trades at random counts"
    return _draft(name, TITLES[family], fields, lacking, note, " ".join(notes), p_value, claim)


def _skipping(
    sessions: Sequence[SessionSummary], rng: np.random.Generator, parameters: Parameters
) -> Draft:
    """Leaving out entries soon after a sharp move, beyond leaving out as many trades at random."""
    gains = [-skip.net / 1e6 for one in sessions for skip in one.skips]
    chosen = [skip.chosen for one in sessions for skip in one.skips]
    by_session = []
    for one in sessions:
        out = [-skip.net / 1e6 for skip in one.skips if skip.chosen]
        every = [-skip.net / 1e6 for skip in one.skips]
        if out and len(out) < len(every):
            by_session.append(sum(out) - len(out) * sum(every) / len(every))
    lacking = missing(NEEDS[Shown.INTERVAL], sum(chosen), len(by_session))
    fields = {
        "n": Field(sum(chosen), "count"),
        "of": Field(len(chosen), "count"),
        "sessions": Field(len(by_session), "count"),
        "seconds": Field(parameters.headline_hold_s, "seconds"),
    }
    p_value, claim, caution = None, "", ""
    if not lacking:
        test = mean_of(by_session, [f"{number}" for number in range(len(by_session))])
        beside = placebo(gains, chosen, rng, parameters.placebo_draws)
        fields |= {
            "total": Field(round(beside.total * 1e6), "usd"),
            "placebo": Field(round(beside.chance * 1e6), "usd"),
            "largest": Field(round(largest_share(by_session), 4), "pct"),
        }
        if test is not None:
            fields |= spread(test.interval, "usd", 1e6 * len(by_session))
            p_value = test.p_value
            more = test.interval.estimate > 0
            claim = (
                "Entries soon after a sharp move cost you more than your other trades."
                if more
                else "Entries soon after a sharp move cost you less than your other trades."
            )
    title = "entries soon after a sharp move left out, beyond as many at random"
    return _draft("cooldown_excess", title, fields, lacking, "", caution, p_value, claim)


def _best_wait(sessions: Sequence[SessionSummary], parameters: Parameters) -> Draft:
    """The waiting time that did best, chosen on half of the sessions and scored on the others."""
    names = [f"hold_{wait}" for wait in parameters.hold_s]
    table, legs = [], 0
    for one in sessions:
        rules = {rule.rule: rule for rule in one.rules if rule.n}
        if all(name in rules for name in names):
            table.append([rules[name].delta / 1e6 for name in names])
            legs += rules[names[0]].n
    lacking = missing(NEEDS[Shown.INTERVAL], legs, len(table))
    told = None if lacking else choose(table)
    fields = {"n": Field(legs, "count"), "sessions": Field(len(table), "count")}
    if told is not None:
        fields |= spread(told.honest, "usd", 1e6) | {
            "seconds": Field(parameters.hold_s[told.picked], "seconds"),
            "flattering": Field(round(told.flattering * 1e6), "usd"),
            "agreed": Field(round(told.agreed, 4), "pct"),
        }
    note = "chosen on half of the sessions, scored on the other half, so that luck cannot choose"
    return _draft("best_wait", "the waiting time that did best, a session", fields, lacking, note)


def _draft(
    code: str,
    title: str,
    fields: dict[str, Field],
    lacking: str,
    note: str = "",
    caution: str = "",
    p_value: float | None = None,
    claim: str = "",
) -> Draft:
    detail = {"section": SECTION, "of": "trades", "missing": lacking, "note": note,
              "caution": caution}  # fmt: skip
    item = Item(
        id="",
        kind="whatif",
        code=code,
        title=title,
        fields=fields,
        gate="inconclusive",
        detail={key: value for key, value in detail.items() if value},
    )
    return Draft(item, p_value, claim)
