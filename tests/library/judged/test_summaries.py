"""Summaries: kept with the analysis, the same again, and told to be missing when they are old."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.analyze.evening.evening import Evening
from gametape.analyze.population.summarizing import judge_and_summarize
from gametape.analyze.population.summary import SessionSummary
from gametape.library.judged.summaries import FILE, keep_summary, kept_summary, load_summaries
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import SEVERAL
from gametape.tape.session import SessionFolder


def kept(home: Path, name: str, made: SessionSummary) -> SessionFolder:
    folder = SessionFolder.create(home, name)
    folder.columns.mkdir()
    keep_summary(folder, msgspec.structs.replace(made, slug=name))
    return folder


def test_what_is_kept_is_loaded_in_order_and_what_is_old_is_missing(tmp_path: Path) -> None:
    one = Evening(plant(2, SEVERAL).material)
    _, made = judge_and_summarize(one, "whole")
    assert judge_and_summarize(Evening(one.material), "whole")[1] == made
    later = msgspec.structs.replace(made, started_us=made.started_us + 1)
    kept(tmp_path, "a-later", later)
    first = kept(tmp_path, "b-first", made)
    assert kept_summary(first) == msgspec.structs.replace(made, slug="b-first")
    old = msgspec.structs.replace(made.made_from, code="0.0/1")
    kept(tmp_path, "c-old", msgspec.structs.replace(made, made_from=old))
    broken = kept(tmp_path, "d-broken", made)
    (broken.columns / FILE).write_bytes(b"\x81\xa4slug")
    told = load_summaries(tmp_path)
    assert [one.slug for one in told.summaries] == ["b-first", "a-later"]
    assert told.missing == ("c-old", "d-broken")
    first.root.rename(first.root.with_name("renamed"))
    assert [one.slug for one in load_summaries(tmp_path).summaries] == ["renamed", "a-later"]
