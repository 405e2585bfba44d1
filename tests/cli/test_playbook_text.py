"""The playbook on a terminal: within 80 columns, and every claim under the row it is of."""

from __future__ import annotations

import msgspec
from analyze.patterns.making import hasty, season

from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.cli.playbook_text import playbook_text

TOLD = playbook_of(shipped_patterns(), season(1, hasty))


def test_every_row_is_told_within_80_columns() -> None:
    rows = tuple(
        msgspec.structs.replace(one, title="A title that goes on and on " * 3, note="word " * 90)
        for one in TOLD.rows
    )
    told = msgspec.structs.replace(TOLD, rows=rows, missing_sessions=3)
    text = playbook_text(told)
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("A title that goes on") == len(rows)
    assert "gametape analyze --all" in text


def test_a_claim_stands_under_its_row_and_what_is_missing_is_said() -> None:
    text = playbook_text(TOLD)
    before, _, after = text.partition("Stay out of a rush")
    assert "* Trades that broke it brought less" in after.partition("\n\n")[0]
    assert "needs 10 more trades and 5 more sessions" in text
    assert f"{TOLD.n_tests} tests" in text
    assert before.startswith("40 sessions, 400 trades")
