"""Format versions: one step at a time up to ours, never beyond it."""

from __future__ import annotations

import pytest

from gametape.errors import TapeError
from gametape.tape.versions import FORMAT, STEPS, migration

CHAIN = {1: lambda text: text + b"1>2 ", 2: lambda text: text + b"2>3 "}


def test_the_present_format_needs_nothing() -> None:
    assert migration(FORMAT, "") is None
    assert set(STEPS) == set(range(1, FORMAT))


@pytest.mark.parametrize(("found", "text"), [(1, b"1>2 2>3 "), (2, b"2>3 ")])
def test_older_ones_take_every_step_in_order(found: int, text: bytes) -> None:
    step = migration(found, "", steps=CHAIN, known=3)
    assert step is not None
    assert step(b"") == text


def test_newer_ones_are_refused_with_the_way_out() -> None:
    with pytest.raises(TapeError) as refused:
        migration(4, "2.5.0", steps=CHAIN, known=3)
    assert "format 4" in refused.value.what
    assert "2.5.0" in refused.value.way_out


@pytest.mark.parametrize("found", [0, -3])
def test_versions_that_never_were_are_refused(found: int) -> None:
    with pytest.raises(TapeError):
        migration(found, "", steps=CHAIN, known=3)
