"""Moments like one for the terminal: the distribution beside chance, then the nearest."""

from __future__ import annotations

from gametape.analyze.moments.told import Distribution, Likeness, Step
from gametape.model.times import iso_text


def moments_text(told: Likeness, started_us: int) -> str:
    """At most 80 columns."""
    known = told.known
    price = known["price"]
    lines = [
        f"Moments like {told.session[:40]} at {_offset(told.at_us - started_us)},"
        f" price {price if price is not None else 0:.1f} c",
        "",
        told.words,
        "",
        f"{told.n} of {told.looked} moments are no further away than"
        f" {told.filters.tolerance:g} (--tolerance),",
        f"from {told.sessions} of {told.searched_sessions} sessions, at most"
        f" {told.filters.per_session} of each",
        "",
        f"{'after':<9}{'mean':>7}  {'90 % interval':<17}{'middle half':<16}{'any':>7}"
        f"{'buy':>7}{'sell':>7}{'n':>6}",
    ]
    lines += [_step(one) for one in told.steps]
    lines += ["", "Cents a share, of the mid; any: of any moments. buy, sell: 100 shares,"]
    lines += ["closed then, after fees."]
    if told.nearest:
        lines += ["", f"{'nearest':<36}{'at (UTC)':<21}{'away':>5}{'price':>7}{'+60 s':>7}"]
    for clip in told.nearest:
        move = clip.moves["60"]
        lines.append(
            f"{clip.session[:35]:<36}{iso_text(clip.at_us)[:19]:<21}{clip.distance:>5.2f}{clip.price:>7.1f}"
            f"{'-' if move is None else format(move, '+z.1f'):>7}"
        )
    if told.missing_sessions:
        lines += ["", f"{told.missing_sessions} sessions could not be searched."]
    return "\n".join(lines)


def _step(one: Step) -> str:
    name = "the end" if one.seconds is None else f"{one.seconds} s"
    mid = one.mid
    if mid is None:
        return f"{name:<9}not known of any"
    # z: a rounded nothing has no sign, or "-0.0" reads like a small loss.
    held = "too few sessions" if mid.low is None else f"{mid.low:+z.1f} to {mid.high:+z.1f}"
    half = f"{mid.quantiles[1]:+z.1f} to {mid.quantiles[3]:+z.1f}"
    return (
        f"{name:<9}{mid.mean:>+z7.2f}  {held:<17}{half:<16}{_mean(one.base_mid):>7}"
        f"{_mean(one.buy):>7}{_mean(one.sell):>7}{mid.n:>6}"
    )


def _mean(of: Distribution | None) -> str:
    return "-" if of is None else f"{of.mean:+z.2f}"


def _offset(us: int) -> str:
    seconds = us // 1_000_000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
