"""Errors over HTTP: what went wrong and the way out, with the right status, and no insides."""

from __future__ import annotations

import errno
import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from gametape.errors import (
    CatalogueError,
    GametapeError,
    ParseError,
    TapeBusyError,
    TapeFullError,
    UnknownSessionError,
    UsageError,
    VenueError,
)
from gametape.library.written.note import UnknownNoteError

LOG = logging.getLogger("gametape.api")

STATUS: tuple[tuple[type[GametapeError], int], ...] = (
    (UnknownSessionError, 404),
    (UnknownNoteError, 404),
    (CatalogueError, 503),
    (UsageError, 400),
    (ParseError, 400),
    (TapeBusyError, 409),
    (TapeFullError, 507),
    (VenueError, 502),
    (GametapeError, 500),
)
"""The status of each kind of error; the first that fits."""


class Problem(msgspec.Struct):
    """An error for a person: what happened and, where there is one, the way out."""

    error: str
    way_out: str = ""


class RefusedError(GametapeError):
    """A request that is refused with a status of its own."""

    def __init__(self, status: int, what: str, way_out: str = "") -> None:
        super().__init__(what, way_out)
        self.status = status


def documented(*statuses: int) -> dict[int, ResponseSpec]:
    """For a route's `responses`: these statuses carry a `Problem`."""
    return {
        status: ResponseSpec(Problem, description=phrase(status), generate_examples=False)
        for status in statuses
    }


def phrase(status: int) -> str:
    """What a status is called, by the same name in every version of Python."""
    return "Content Too Large" if status == 413 else HTTPStatus(status).phrase


_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""A disk or a quota that is full."""


def status_of(error: GametapeError) -> int:
    """The HTTP status of an error made on purpose."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:
        return 507
    return next(status for kind, status in STATUS if isinstance(error, kind))


def _answer(status: int, what: str, way_out: str = "") -> Response[Problem]:
    return Response(Problem(what, way_out), status_code=status, media_type="application/json")


def told(_: Request[Any, Any, Any], error: GametapeError) -> Response[Problem]:
    """An error made on purpose, in its own words."""
    return _answer(status_of(error), error.what, error.way_out)


def refused(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What the web framework refuses: no such address, no such method, a body of another form."""
    if isinstance(error, ValidationException):
        return _answer(400, f"The request is not of the form it should have: {_where(error)}.")
    words = {
        404: "There is nothing at this address.",
        405: "This address does not take such a request.",
        413: "The request is larger than this address takes.",
    }
    status = error.status_code
    answer = _answer(status, words.get(status, f"{HTTPStatus(status).phrase}."))
    if error.headers:
        answer.headers.update(error.headers)
    return answer


def _where(error: ValidationException) -> str:
    extra = error.extra if isinstance(error.extra, list) else []
    found = [
        ": ".join(str(one[name]) for name in ("key", "message") if one.get(name))
        for one in extra
        if isinstance(one, dict)
    ]
    return "; ".join(found)[:500] or "it cannot be read"


def nested(_: Request[Any, Any, Any], __: RecursionError) -> Response[Problem]:
    """A body that nests deeper than anybody means; the JSON reader stops at some depth."""
    return _answer(400, "The request's body is nested too deeply.")


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A bug, shown as one: the details go to the log, not over the network."""
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(500, "gametape failed at this.", "The terminal it runs in says how.")


def disk(_: Request[Any, Any, Any], error: OSError) -> Response[Problem]:
    """The disk refused."""
    LOG.error("the disk refused", exc_info=error)
    full = error.errno in _FULL
    way_out = "Make room on the disk." if full else ""
    return _answer(507 if full else 500, f"{error.strerror or 'The disk failed'}.", way_out)
