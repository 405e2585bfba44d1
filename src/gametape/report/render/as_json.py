"""A written report as JSON with stable keys."""

from __future__ import annotations

import msgspec

from gametape.report.written import WrittenReport


def report_json(report: WrittenReport) -> str:
    """Indented, keys in the order of `WrittenReport`."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()
