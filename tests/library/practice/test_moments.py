"""Tables of moments beside their sessions: kept as they are, made again for another tape."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from gametape.analyze.moments.taking import moments_of
from gametape.analyze.moments.told import Filters
from gametape.errors import TapeError, UsageError
from gametape.library.judged.analyses import evening_of
from gametape.library.practice.moments import MomentShelf, filters_of, prepare
from gametape.library.practice.moments_file import FILE, is_current, read_moments
from gametape.replay.film.building import film_of
from gametape.tape.session import SessionFolder


def test_a_table_comes_back_as_it_was_and_answers(home: Path) -> None:
    assert prepare(home) == []
    folder = SessionFolder.open(home, "first")
    assert is_current(folder)
    made = moments_of(evening_of(film_of(folder)))
    _, kept = read_moments(folder)
    assert kept.at_us.tolist() == made.at_us.tolist()
    assert [kept.phases[one] for one in kept.phase] == [made.phases[one] for one in made.phase]
    for name, values in {**made.known, **made.next}.items():
        np.testing.assert_array_equal({**kept.known, **kept.next}[name], values, err_msg=name)
    for step, codes in made.why.items():
        assert [kept.reasons[one] for one in kept.why[step]] == [made.reasons[one] for one in codes]
    at_us = int(made.at_us[len(made) // 2])
    shelf = MomentShelf(home)
    told = shelf.like(folder, "", at_us, Filters(tolerance=3))
    assert told.searched_sessions == 2
    assert told.n == sum(1 for _ in told.nearest) or told.n > len(told.nearest)
    assert all(one.session != "first" or one.at_us < at_us for one in told.nearest)
    assert all(step.mid is None or step.mid.low is None for step in told.steps)  # two sessions
    line = made.lines[0]
    other = shelf.like(folder, line.opposite, at_us, Filters(tolerance=3))
    assert other.known["price"] == pytest.approx(100 - (told.known["price"] or 0), abs=1e-3)
    with pytest.raises(UsageError, match="no book"):
        shelf.like(folder, "nobody", at_us, Filters())


def test_a_damaged_table_says_so_and_is_not_current(home: Path) -> None:
    prepare(home)
    folder = SessionFolder.open(home, "second")
    (folder.columns / FILE).write_bytes(b"PAR1 nothing of the kind PAR1")
    assert not is_current(folder)
    with pytest.raises(TapeError, match="made again"):
        read_moments(folder)
    assert prepare(home) == []
    assert is_current(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_one_session_that_cannot_be_searched_keeps_no_other_from_it(home: Path) -> None:
    """A table that was damaged after it was made, and a folder whose name is no text."""
    odd = home / "sessions" / os.fsdecode(b"bad\xff")
    shutil.copytree(home / "sessions" / "first", odd)
    assert prepare(home) == ["bad\udcff"]
    shelf, folder = MomentShelf(home), SessionFolder.open(home, "first")
    (home / "sessions" / "second" / "columns" / FILE).write_bytes(b"PAR1 nothing PAR1")
    for _ in range(2):
        assert len(shelf.index().sessions) == 1
        assert shelf.missing == 2
    at_us = int(read_moments(folder)[1].at_us[0])
    assert shelf.like(folder, "", at_us, Filters()).searched_sessions == 1


def test_days_are_both_included_and_nonsense_is_refused() -> None:
    told = filters_of("2026-09-21", "2026-09-21", others=True)
    assert (told.from_us, told.to_us) == (1_789_948_800_000_000, 1_790_035_200_000_000)
    assert filters_of().to_us is None
    with pytest.raises(UsageError, match="no day"):
        filters_of("2026-02-31")
