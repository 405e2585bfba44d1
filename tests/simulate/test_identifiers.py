"""Identifiers have the venue's forms and follow from the seed alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gametape.simulate.identifiers import condition_id, game_id, token_id


@given(seed=st.integers(0, 2**63), name=st.text(max_size=20), outcome=st.integers(0, 1))
def test_forms(seed: int, name: str, outcome: int) -> None:
    assert re.fullmatch(r"0x[0-9a-f]{64}", condition_id(seed, name))
    token = token_id(seed, name, outcome)
    assert re.fullmatch(r"[1-9][0-9]{76}", token)
    assert int(token) < 2**256
    assert 1_000_000 <= game_id(seed, name) < 9_000_000
    assert token == token_id(seed, name, outcome)
    assert token != token_id(seed, name, 1 - outcome)
    assert condition_id(seed, name) != condition_id(seed + 1, name)
