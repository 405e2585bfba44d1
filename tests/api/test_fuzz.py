"""The published description against the real server: every answer is as it promises."""

from __future__ import annotations

from typing import Any

import httpx
import schemathesis
from api.served import Served
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gametape.api.openapi import document

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OUTWARD = "recordings|resolve|imports|demo"
"""Tags and addresses that start processes or ask a venue; their own tests have them."""

SCHEMA = schemathesis.openapi.from_dict(document()).exclude(path_regex=OUTWARD)
REAL = {"slug": "first", "name": "a.webm"}


@SCHEMA.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_the_answer_is_as_described(case: Any, standing: Served) -> None:
    if len(repr(case.body)) % 3:  # else nearly every session asked for would be unknown
        case.path_parameters = {**case.path_parameters, **_real(case.path_parameters)}
    case.call_and_validate(base_url=standing.url, checks=CHECKS, timeout=60)


def _real(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in REAL.items() if name in parameters}


def test_it_still_works_after_all_that(standing: Served) -> None:
    assert httpx.get(f"{standing.url}/api/sessions").json()["sessions"][0]["slug"] == "first"
