"""A short evening with own trades, filmed once for all tests of sharing."""

from __future__ import annotations

import pytest

from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.share.document import PLACE, TITLE
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

PAGE = f"<!doctype html><html><head>{TITLE}</head><body>{PLACE}</body></html>"
"""Stands for the built page: what is put into it is what is tested here."""


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = SessionFolder.create(tmp_path_factory.mktemp("share"), "evening")
    script = make_evening("basketball", seed=7, duration_s=120, rate=0.6, markets=("moneyline",))
    EveningTape(script, seed=7).write(folder)
    return film_of(folder)
