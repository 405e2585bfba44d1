"""The nine scenarios of methods 6.4, and every way to fail, with the real SDK over a socket."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import msgspec
import pytest
from report.claims import GOOD, INVENTED, NAKED, TOO_SURE, UNTRUE, claim, written
from report.claude import service as api
from report.evenings import example, with_holes

from gametape.report.options import Price, ReportOptions
from gametape.report.verifier.shape import FEWEST_CLAIMS
from gametape.report.writing import Desk, estimate, write_report
from gametape.report.written import WrittenReport

pytestmark = pytest.mark.skipif(
    find_spec("anthropic") is None, reason="the extra `ai` (anthropic) is not installed"
)

OPTIONS = ReportOptions(writer="claude", consent=True, retries=0, timeout_s=30.0)
KEY = "test-key"


@pytest.fixture
def service() -> Iterator[api.Service]:
    with api.service() as told:
        yield told


def report(
    service: api.Service, *replies: api.Reply, options: ReportOptions = OPTIONS, **more: Any
) -> WrittenReport:
    from gametape.report.claude.sdk import Claude

    service.replies = list(replies)
    with Claude(KEY, options, service.address) as claude:
        return write_report(more.pop("ledger", example()), options, Desk(asker=claude, **more))


def ours(found: WrittenReport) -> bool:
    """Whether it is the whole report of our own rules."""
    own = write_report(example())
    return found.writer == "rules" and found.claims == own.claims and bool(found.why_not)


def test_a_valid_report_is_taken(service: api.Service) -> None:
    found = report(service, api.streamed(written(*GOOD)))
    assert (found.writer, found.outcome, found.failures) == ("claude", "ok", ())
    assert [one.text for one in found.claims] == [one.text for one in GOOD]
    assert found.claims[0].words.endswith("together you lost $12.92 after fees.")
    assert found.tokens.input == 1200
    assert found.tokens.thinking == 40


def test_a_naked_number_is_repaired(service: api.Service) -> None:
    first, second = written(NAKED, *GOOD[1:]), written(*GOOD)
    found = report(service, api.streamed(first), api.streamed(second))
    assert (found.writer, found.outcome) == ("claude", "repaired")
    assert {failure.kind for failure in found.failures} == {"number"}
    turns = service.sent("/v1/messages")[1]["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert turns[1]["content"] == first
    assert "Fix only these" in turns[2]["content"]
    assert found.tokens.input == 2 * 1200


def test_a_bad_claim_is_dropped(service: api.Service) -> None:
    answer = api.streamed(written(GOOD[0], NAKED))
    found = report(service, answer, answer)
    assert (found.writer, found.outcome) == ("claude", "pruned")
    assert [one.text for one in found.claims if one.writer == "claude"] == [GOOD[0].text]
    sections = [one.section for one in found.claims]
    assert "strength" in sections
    assert len(sections) >= FEWEST_CLAIMS


@pytest.mark.parametrize(
    ("bad", "kind"),
    [(UNTRUE, "relation"), (TOO_SURE, "strength"), (INVENTED, "evidence")],
)
def test_nothing_left_means_our_own(service: api.Service, bad: Any, kind: str) -> None:
    answer = api.streamed(written(bad))
    found = report(service, answer, answer)
    assert ours(found)
    assert found.outcome == "fallback"
    assert kind in {failure.kind for failure in found.failures}
    assert found.tokens.input == 2 * 1200


FAILING = {
    "truncated": (api.streamed(written(*GOOD)[:200], "max_tokens"), "truncated"),
    "refused": (api.refused(), "refused"),
    "overloaded": (api.failing(529, "overloaded_error"), "overloaded"),
    "limit": (api.failing(429, "rate_limit_error"), "rate limit"),
    "key": (api.failing(401, "authentication_error"), "key"),
    "down": (api.failing(500, "api_error"), "service"),
    "bad request": (api.failing(400, "invalid_request_error"), "service"),
    "no stream": (api.broken(b"event: message_start\ndata: {nonsense\n\n"), "malformed"),
    "empty stream": (api.broken(b""), "malformed"),
    "cut off": (api.cut_off("text"), "connection"),
    "late error": (api.in_stream_error("overloaded_error"), "overloaded"),
    "other end": (api.streamed(written(*GOOD), "pause_turn"), "incomplete"),
}


@pytest.mark.parametrize("name", FAILING)
def test_trouble_falls_back_at_once(service: api.Service, name: str) -> None:
    reply, kind = FAILING[name]
    found = report(service, reply)
    assert ours(found)
    assert [failure.kind for failure in found.failures] == [kind]
    assert len(service.sent("/v1/messages")) == 1


def test_silence_ends_in_time(service: api.Service) -> None:
    options = msgspec.structs.replace(OPTIONS, timeout_s=0.5)
    found = report(service, api.silent, options=options)
    assert ours(found)
    assert [failure.kind for failure in found.failures] == ["timeout"]


def test_prose_instead_of_json_is_repaired_or_given_up(service: api.Service) -> None:
    prose = api.streamed("Dear trader, you did well.")
    assert report(service, prose, api.streamed(written(*GOOD))).outcome == "repaired"
    found = report(service, prose, prose)
    assert ours(found)
    assert {failure.kind for failure in found.failures} == {"form"}


def test_the_sdk_tries_again_where_that_helps(service: api.Service) -> None:
    options = msgspec.structs.replace(OPTIONS, retries=1)
    busy = api.failing(429, "rate_limit_error", retry_after_ms="1")
    found = report(service, busy, api.streamed(written(*GOOD)), options=options)
    assert found.outcome == "ok"
    assert len(service.sent("/v1/messages")) == 2


def test_a_failed_repair_leaves_what_passed(service: api.Service) -> None:
    first = api.streamed(written(*GOOD, NAKED))
    found = report(service, first, api.failing(529, "overloaded_error"))
    assert found.outcome == "pruned"
    assert len([one for one in found.claims if one.writer == "claude"]) == len(GOOD)


def test_what_is_sent(service: api.Service) -> None:
    report(service, api.streamed(written(*GOOD)))
    _, headers, asked = next(one for one in service.requests if one[0] == "/v1/messages")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert asked["output_config"]["effort"] == "medium"
    assert asked["output_config"]["format"]["type"] == "json_schema"
    assert asked["thinking"] == {"type": "adaptive"}
    assert asked["system"][0]["cache_control"] == {"type": "ephemeral", "ttl": "1h"}
    assert asked["max_tokens"] == OPTIONS.max_tokens
    assert not {"temperature", "top_p", "top_k", "tools"} & asked.keys()
    [turn] = asked["messages"]
    assert turn["content"].startswith("<ledger_json>{")
    counted = service.sent("/v1/messages/count_tokens")[0]
    assert counted["messages"] == asked["messages"]
    assert counted["output_config"] == asked["output_config"]


def test_credentials_left_around_are_not_used(
    service: api.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "somebody-elses")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "somebody-elses-token")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    report(service, api.streamed(written(*GOOD)))
    assert {headers["Authorization"] for _, headers, _ in service.requests} == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    "model", [api.model("retired"), api.model(structured=False)], ids=["retired", "no schema"]
)
def test_models_that_cannot_do_it(service: api.Service, model: dict[str, Any]) -> None:
    service.model = model
    found = report(service)
    assert ours(found)
    assert [failure.kind for failure in found.failures] == ["model"]
    assert service.sent("/v1/messages") == []


def test_evidence_is_cut_until_it_fits(service: api.Service) -> None:
    service.counts = [30_000, 11_000]
    report(service, api.streamed(written(*GOOD)))
    first, second = service.sent("/v1/messages/count_tokens")
    [sent] = service.sent("/v1/messages")
    assert len(second["messages"][0]["content"]) < len(first["messages"][0]["content"])
    assert sent["messages"] == second["messages"]


def test_what_never_fits_is_not_sent(service: api.Service) -> None:
    service.counts = [90_000]
    found = report(service)
    assert ours(found)
    assert [failure.kind for failure in found.failures] == ["budget"]
    assert service.sent("/v1/messages") == []


def test_prices_are_told_only_where_set(service: api.Service) -> None:
    answer = api.streamed(written(*GOOD))
    assert report(service, answer).tokens.cost is None
    price = Price(input=3.0, output=15.0, cache_read=0.3)
    options = msgspec.structs.replace(OPTIONS, prices={OPTIONS.model: price})
    # 1200 at 3, 300 at 15 and 800 at 0.3 dollars a million
    assert report(service, answer, options=options).tokens.cost == 3600 + 4500 + 240


def test_a_flawed_recording_gets_its_caveat(service: api.Service) -> None:
    answer = api.streamed(written(*GOOD[:-1]))
    found = report(service, answer, answer, ledger=with_holes())
    assert found.outcome == "pruned"
    assert [one.writer for one in found.claims if one.section == "caveat"] == ["rules"]


def test_too_many_actions_are_cut(service: api.Service) -> None:
    actions = [
        claim("action", f"Before you sell, {what}.", "L2", stance="advice")
        for what in ("breathe", "look at the score", "write it down", "wait a minute")
    ]
    answer = api.streamed(written(*GOOD[:-2], *actions, GOOD[-1]))
    found = report(service, answer, answer)
    assert [one.section for one in found.claims].count("action") == 3


def test_the_cost_is_known_before(service: api.Service) -> None:
    from gametape.report.claude.sdk import Claude

    service.counts = [2_500]
    price = Price(input=3.0, output=15.0)
    options = msgspec.structs.replace(OPTIONS, prices={OPTIONS.model: price})
    with Claude(KEY, options, service.address) as claude:
        told = estimate(example(), options, claude)
    assert (told.estimated, told.cost) == (2_500, 2_500 * 3 + 6_000 * 15)
    assert service.sent("/v1/messages") == []
