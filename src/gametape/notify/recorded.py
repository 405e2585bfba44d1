"""What is told when a recording has ended, from its certificate alone."""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.notify.message import Message, harmless, message
from gametape.notify.options import NotifyOptions
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.gathering import joined
from gametape.report.slots import span

_TITLES = {
    "whole": "Recorded",
    "holes": "Recorded with holes",
    "poor": "Recording POOR",
    "nothing recorded": "NOTHING RECORDED",
}
WARNINGS = 3


def recorded(certificate: Certificate, title: str, options: NotifyOptions) -> Message | None:
    """The end of a recording; None where nobody wants to hear of it.

    `trouble` alone stays silent as long as the recording is whole.
    """
    trouble = certificate.verdict != "whole"
    if not (options.session or (options.trouble and trouble)):
        return None
    lines = [_length(certificate)]
    if certificate.coverage is not None:
        what = "time in play" if certificate.coverage_of == "in play" else "time recorded"
        lines.append(f"The books are known for {_share(certificate.coverage)} of the {what}.")
    if options.trouble and trouble:
        lines += _trouble(certificate)
    name = harmless(title or certificate.session)
    return message("recorded", f"{_TITLES[certificate.verdict]}: {name}", lines)


def failed(title: str, options: NotifyOptions) -> Message | None:
    """A recording that broke off with an error, whose words stay here: they may name folders."""
    if not options.trouble:
        return None
    lines = ["It stopped with an error. What had arrived by then is on the tape.",
             "The words are at the terminal, or in the session's recorder.log."]  # fmt: skip
    return message("recorded", f"Recording FAILED: {harmless(title)}", lines)


def _length(certificate: Certificate) -> str:
    start, end = certificate.from_us, certificate.to_us
    length = "" if start is None or end is None else f"{span((end - start) // SECOND)}, "
    own = certificate.own_fills.fills
    fills = "no own fills" if own == 0 else f"{own} own fill{'' if own == 1 else 's'}"
    return f"{length}{certificate.frames:,} messages, {fills}."


def _trouble(certificate: Certificate) -> list[str]:
    found = []
    spans = joined([(gap.from_us, gap.to_us) for gap in certificate.gaps])
    if spans:
        missing = sum(to - start for start, to in spans) // SECOND
        longest = max(certificate.gaps, key=lambda gap: gap.to_us - gap.from_us)
        length = span((longest.to_us - longest.from_us) // SECOND)
        count = "One hole" if len(spans) == 1 else f"{len(spans)} holes"
        cause = harmless(longest.cause)
        found.append(f"{count}, {span(missing)} in all; the longest {length} ({cause}).")
    return found + [harmless(one, 240) for one in certificate.warnings[:WARNINGS]]


def _share(coverage: float) -> str:
    """Per cent, rounded down: 99.97 % is not all of it."""
    return f"{int(coverage * 1000) / 10:g}\u00a0%"
