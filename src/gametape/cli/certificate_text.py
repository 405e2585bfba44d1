"""A certificate as a page of text."""

from __future__ import annotations

import textwrap

from gametape.model.times import iso_text
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.checks import Tally

SHOWN_GAPS = 12


def certificate_text(found: Certificate) -> str:
    """Lines of at most 80 columns."""
    lines = [f"{found.session}: {found.verdict.upper()}"]

    def row(label: str, words: str) -> None:
        wrapped = textwrap.wrap(words, 62) or [""]
        lines.append(f"  {label:<15} {wrapped[0]}")
        lines.extend(f"  {'':<15} {more}" for more in wrapped[1:])

    if found.from_us is not None and found.to_us is not None:
        minutes = (found.to_us - found.from_us) / 60e6
        row("time", f"{iso_text(found.from_us)}, {minutes:.1f} minutes, {found.ended}")
    if found.coverage is not None:
        row("coverage", f"{found.coverage:.2%} of the time, books known ({found.coverage_of})")
    row("messages", f"{found.frames} kept, {found.parsed} parsed, {found.unparsed} unparsed")
    row("events", ", ".join(f"{name} {count}" for name, count in found.events.items()) or "none")
    row("best prices", _tally(found.bbo))
    row("book hashes", _tally(found.hash, found.hash_seen))
    row("REST books", _tally(found.checkpoints))
    fills = found.own_fills
    if fills.orders or fills.fills:
        row(
            "own trading",
            f"{fills.orders} orders, {fills.fills} fills of {fills.shares} shares"
            f" ({fills.confirmed} confirmed, {fills.provisional} provisional,"
            f" {fills.failed} failed, {fills.only_by_rest} learnt by REST only)",
        )
    latency = found.latency_ms
    if latency.p50 is not None:
        row("latency", f"median {latency.p50:g} ms, 99 % under {latency.p99:g} ms")
    if found.clock_offset_ms is not None:
        row("venue clock", f"{found.clock_offset_ms:+.1f} ms from ours")
    row("holes", str(len(found.gaps)) if found.gaps else "none")
    for gap in found.gaps[:SHOWN_GAPS]:
        scope = f", {len(gap.scope)} assets" if gap.scope else ""
        seconds = (gap.to_us - gap.from_us) / 1e6
        row("", f"{iso_text(gap.from_us)} {seconds:.1f} s{scope}: {gap.cause}")
    if len(found.gaps) > SHOWN_GAPS:
        row("", f"... and {len(found.gaps) - SHOWN_GAPS} more (--json lists all)")
    for warning in found.warnings:
        row("note", warning)
    return "\n".join(lines)


def _tally(tally: Tally, seen: int | None = None) -> str:
    if not tally.checked:
        return "nothing to compare"
    of = f" (of {seen} seen)" if seen is not None and seen > tally.checked else ""
    return f"{tally.matched} of {tally.checked} agree{of}"
