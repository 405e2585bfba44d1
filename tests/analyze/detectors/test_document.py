"""docs/detectors.md names every detector, and no other, with what it is put to."""

from __future__ import annotations

import re
from pathlib import Path

from gametape.analyze.detectors.registry import detectors

PAGE = Path(__file__).parents[3] / "docs" / "detectors.md"


def test_the_page_lists_the_detectors_there_are() -> None:
    rows = re.findall(r"^\| `(\w+)`( \*)? \| (\w+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: (bool(star), asks) for name, star, asks in rows}
    assert told == {one.name: (one.measured, one.asks) for one in detectors()}
