"""The published description is that of the code, and whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

from api.served import Served

from gametape.api.openapi import HEARD_LIVE, SAID_LIVE, document, text

WRITTEN = Path(__file__).parents[2] / "web" / "openapi.json"


def test_the_committed_description_is_of_this_code() -> None:
    assert WRITTEN.read_text("utf-8") == text(), "run: python -m gametape.api.openapi"


def test_it_is_published(standing: Served) -> None:
    answer = standing.http.get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.text == text()


def test_every_reference_leads_somewhere_and_every_struct_is_named_once() -> None:
    found = document()
    named = set(found["components"]["schemas"])
    assert set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(found))) <= named
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name in named)
    assert {kind.__name__ for kind in (*SAID_LIVE, *HEARD_LIVE)} <= named


def test_every_error_is_a_problem_and_every_operation_has_words() -> None:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (path, method)
            assert re.fullmatch(r"[a-z_]+", operation["operationId"])
            for status, response in operation["responses"].items():
                if int(status) >= 400 and "content" in response:
                    schema = response["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}


def test_what_is_always_sent_is_required_and_what_may_be_left_out_is_not() -> None:
    schemas = document()["components"]["schemas"]
    assert set(schemas["Timeline"]["required"]) == set(schemas["Timeline"]["properties"])
    assert "native" not in schemas["BookView"]["required"]
    assert schemas["NoteDraft"]["required"] == ["at_us"]
    assert schemas["NotePatch"].get("required", []) == []
    decimal = schemas["MarketRules"]["properties"]["tick"]["anyOf"][0]
    assert decimal == {"format": "decimal", "type": "string"}
