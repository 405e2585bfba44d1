"""The schema of an answer is one static object, and whatever an answer holds is a report or not."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.claims import GOOD, written

from gametape.errors import ParseError
from gametape.report.model import Report, read_report, report_schema


def test_the_schema_names_no_evidence_and_refers_only_inside() -> None:
    schema = report_schema()
    assert schema["type"] == "object"
    assert schema["required"] == ["claims"]
    assert set(schema["$defs"]) == {"Claim", "Relation"}
    refs = [part for part in json.dumps(schema).split('"') if part.startswith("#/")]
    assert {ref.removeprefix("#/$defs/") for ref in refs} == {"Claim", "Relation"}
    assert "enum" in schema["$defs"]["Claim"]["properties"]["section"]


def test_what_was_written_is_read() -> None:
    assert read_report(written(*GOOD)) == Report(list(GOOD))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"claims": [{}]}',
        '{"claims": null}',
        "Dear trader",
        '{"claims": "x"}',
        "\ud800",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read_report(text)


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_anything_is_a_report_or_refused(text: str) -> None:
    with suppress(ParseError):
        assert isinstance(read_report(text), Report)
