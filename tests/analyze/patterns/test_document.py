"""docs/patterns.md: its example is a pattern, and its limits are those of the reader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from gametape.analyze.patterns import parsing
from gametape.analyze.patterns.parsing import parse_pattern
from gametape.analyze.patterns.pattern import Meaning, Side
from gametape.analyze.patterns.shipping import shipped_patterns

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "patterns.md").read_text("utf-8")


def test_the_example_is_a_pattern_with_every_table() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    told = parse_pattern(example.encode())
    assert told.unless
    assert told.opportunity
    assert told.least_sessions


def test_every_choice_and_limit_is_told() -> None:
    for word in (*get_args(Meaning), *get_args(Side)):
        assert f"`{word}`" in PAGE
    assert f"{parsing.LARGEST_BYTES // 1024} KB" in PAGE
    assert f"{parsing.MOST_CONDITIONS} conditions" in PAGE
    assert len(shipped_patterns()) == 12
    assert "Twelve come with gametape" in PAGE
