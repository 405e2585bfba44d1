"""Many sessions in one batch, with the real SDK: handed in, waited for, matched by name."""

from __future__ import annotations

from importlib.util import find_spec

import msgspec
import pytest
from report.claims import GOOD, written
from report.claude import service as api
from report.evenings import example, with_holes

from gametape.report.claude.answered import Answered
from gametape.report.claude.batch import fetch, hand_in
from gametape.report.options import ReportOptions
from gametape.report.writing import Desk, write_report

pytestmark = pytest.mark.skipif(
    find_spec("anthropic") is None, reason="the extra `ai` (anthropic) is not installed"
)

OPTIONS = ReportOptions(writer="claude", consent=True, retries=0)


def test_answers_find_their_sessions() -> None:
    from gametape.report.claude.sdk import Claude

    evenings = {"monday": example(), "tuesday": with_holes(), "friday": example(sessions=2)}
    with api.service() as service, Claude("test-key", OPTIONS, service.address) as claude:
        handed = hand_in(evenings, OPTIONS, claude)
        [sent] = service.sent("/v1/messages/batches")
        assert "monday" not in str(sent)
        assert len({one["custom_id"] for one in sent["requests"]}) == 3
        assert all("output_config" in one["params"] for one in sent["requests"])
        assert fetch(handed, claude) is None

        names = {session: name for name, session in handed.sessions.items()}
        succeeded = {"type": "succeeded", "message": api.message(written(*GOOD))}
        service.batch = [
            {"custom_id": names["tuesday"], "result": {"type": "expired"}},
            {"custom_id": names["monday"], "result": succeeded},
        ]
        found = fetch(handed, claude)
    assert found is not None
    written_ones = {
        session: write_report(evenings[session], OPTIONS, Desk(asker=Answered([answer])))
        for session, answer in found.items()
    }
    outcomes = {session: report.outcome for session, report in written_ones.items()}
    assert outcomes == {"monday": "ok", "tuesday": "fallback", "friday": "fallback"}
    assert written_ones["monday"].tokens.output == 300
    assert msgspec.json.encode(handed)
