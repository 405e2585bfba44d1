"""The door of the server: every request passes here before anything else looks at it.

It stands outside the web framework, whose own middleware never sees a request for an address that
does not exist.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from gametape.api.door.access import SAFE_METHODS, Access, is_same_origin
from gametape.api.door.policy import HEADERS
from gametape.api.meters import Meters
from gametape.api.problems import Problem

_PLAIN = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

Scope = MutableMapping[str, Any]
Message = Any  # the messages of ASGI are dictionaries of a dozen shapes
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]


class Guard:
    """An ASGI application around another: refuses strangers, adds headers, counts."""

    def __init__(self, app: Application, access: Access, meters: Meters) -> None:
        self.app = app
        self._access = access
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection; see the ASGI specification."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        ours = self._access.host_is_ours(headers.get("host", "")) and is_same_origin(headers)
        if ours and (self._access.has_token(headers) or self._access.is_token(_token_in(scope))):
            await self.app(scope, receive, send)
            return
        await receive()  # websocket.connect
        await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic_ns()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = list(message.get("headers", []))
                known = {name.lower() for name, _ in given}
                message["headers"] = given + [one for one in _PLAIN if one[0] not in known]
            await send(message)

        try:
            refusal = self._refusal(scope, _headers(scope))
            if refusal is None:
                await self.app(scope, receive, answer)
            else:
                await _answer(answer, *refusal)
        finally:
            route = str(scope.get("path_template") or "refused or unknown")
            took_us = (time.monotonic_ns() - began) // 1000
            self._meters.request(scope["method"], route, status, took_us)

    def _refusal(
        self, scope: Scope, headers: dict[str, str]
    ) -> tuple[int, Problem, dict[str, str]] | None:
        access = self._access
        if not access.host_is_ours(headers.get("host", "")):
            problem = Problem(
                "This server does not answer to that name.", "Use the address that it printed."
            )
            return 421, problem, {}
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers):
            return 403, Problem("Another site's page may not do this."), {}
        token = _token_in(scope)
        if access.has_token(headers) and not token:
            return None
        if not access.token or (scope["path"].startswith("/api") and access.is_token(token)):
            return None
        if not access.is_token(token):
            problem = Problem(
                "This server asks for its token.", "Open the address with ?token= that it printed."
            )
            return 401, problem, {"www-authenticate": "Bearer"}
        cookie = f"{access.cookie}={access.token}; Path=/; HttpOnly; SameSite=Lax"
        where = {"location": _without_token(scope), "set-cookie": cookie}
        return 303, Problem("Go on without the token."), {**where, "cache-control": "no-store"}


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by lower-case name; of one that is given twice both, so that neither is trusted."""
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        found[name] = f"{found[name]}; {text}" if name in found else text
    return found


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _token_in(scope: Scope) -> str:
    return next((value for name, value in _query(scope) if name == "token"), "")


def _without_token(scope: Scope) -> str:
    rest = urlencode([(name, value) for name, value in _query(scope) if name != "token"])
    # One slash: an address that began with two would name another host.
    path = "/" + scope["raw_path"].decode("latin-1").partition("?")[0].lstrip("/\\")
    return f"{path}?{rest}" if rest else path


async def _answer(send: Send, status: int, problem: Problem, headers: dict[str, str]) -> None:
    body = msgspec.json.encode(problem)
    all_of_them = {"content-type": "application/json", "content-length": str(len(body)), **headers}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(n.encode(), v.encode()) for n, v in all_of_them.items()],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
