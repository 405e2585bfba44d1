"""The venue's REST services: which function answers which path, and the faults in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from gametape.errors import ParseError
from gametape.simulate.venue.rest import clob as rest_clob
from gametape.simulate.venue.rest import data as rest_data
from gametape.simulate.venue.rest import gamma as rest_gamma
from gametape.simulate.venue.rest import own as rest_own
from gametape.simulate.venue.rest.http1 import Request, Response, answer, refusal
from gametape.simulate.venue.stage import Stage


class Service(StrEnum):
    """The hosts of the venue, each on a port of its own."""

    SOCKETS = "sockets"
    CLOB = "clob"
    GAMMA = "gamma"
    DATA = "data"


Answerer = Callable[[Stage, Request], Response | None]

_ANSWERERS: dict[Service, tuple[Answerer, ...]] = {
    Service.SOCKETS: (),
    Service.CLOB: (rest_clob.respond, rest_own.respond),
    Service.GAMMA: (rest_gamma.respond,),
    Service.DATA: (rest_data.respond,),
}


async def respond(stage: Stage, service: Service, request: Request) -> Response:
    """The answer to a request, after whatever fault is on has had its way."""
    active = stage.board.active
    slow = active.get("slow-rest")
    if slow is not None:
        await asyncio.sleep(slow.number(2000) / 1000)
    for name, response in _FAULTY.items():
        fault = active.get(name)
        if fault is not None and request.path.startswith(fault.target or "/"):
            return response
    try:
        for answerer in _ANSWERERS[service]:
            answered = answerer(stage, request)
            if answered is not None:
                return answered
    except ParseError as error:
        return refusal(400, str(error))
    return refusal(404, "Not found")


_FAULTY: dict[str, Response] = {
    "rest-425": refusal(425, "matching engine is restarting"),
    "rest-429": answer({"error": "Too many requests"}, 429, {"Retry-After": "1"}),
    "rest-503": refusal(503, "service unavailable", code="post_only_mode"),
}
