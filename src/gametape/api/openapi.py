"""The published description of the interface: `python -m gametape.api.openapi [FILE]`.

The web framework knows addresses and parameters; what a struct looks like is asked of msgspec,
which also writes it: decimals are text there, and what is always sent is required.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.openapi.config import OpenAPIConfig
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from gametape import __version__
from gametape.api.live.live_messages import Ended, Failed, Lagged, Wanted
from gametape.api.meters import Meters
from gametape.api.problems import Problem, phrase
from gametape.api.routes import make_routes
from gametape.replay.timeline import Hello, News
from gametape.settings.model import Settings

SAID_LIVE: tuple[type[msgspec.Struct], ...] = (Hello, News, Lagged, Ended, Failed)
"""Messages of the live WebSocket from the server; OpenAPI has no word for sockets."""

HEARD_LIVE: tuple[type[msgspec.Struct], ...] = (Wanted,)
"""Messages of the live WebSocket from the page."""

_REF = "#/components/schemas/{name}"
_PROBLEM = {"application/json": {"schema": {"$ref": _REF.format(name="Problem")}}}
_BINARY = {"type": "string", "format": "binary"}


def document() -> dict[str, Any]:
    """The OpenAPI document of this version."""
    config = OpenAPIConfig(
        title="gametape",
        version=__version__,
        description="The film room's own interface; see docs/api.md.",
        create_examples=False,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _method, _path: handler.handler_name,
    )
    app = make_routes(Settings(home=Path("home")), Meters(), description=config)
    found: dict[str, Any] = app.openapi_schema.to_schema()
    for operation in _operations(found):
        _mend(operation)
    found["components"]["schemas"] = _schemas(app)
    return {name: _sorted(found[name]) for name in sorted(found)}


@cache
def text() -> str:
    """The same as the file that is committed."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


@get("/openapi.json", include_in_schema=False)
async def described() -> Response[bytes]:
    """The description of this interface; made when somebody asks, which is seldom."""
    return Response((await asyncio.to_thread(text)).encode(), media_type="application/json")


def description_router() -> Router:
    """The route under /api that gives the description."""
    return Router("/api", route_handlers=[described])


def _operations(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in found["paths"].values():
        yield from methods.values()


def _mend(operation: dict[str, Any]) -> None:
    """Errors are problems whoever raised them, and bytes are bytes."""
    if operation["operationId"] in ("put_media", "add_voice"):
        operation["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": _BINARY}},
        }
    if "requestBody" in operation:  # whoever is sent one measures it first
        too_large = {"description": phrase(413), "content": {"application/json": {}}}
        operation["responses"].setdefault("413", too_large)
    for status, response in operation["responses"].items():
        response.pop("headers", None)
        if int(status) >= 400 and "content" in response:
            response["content"] = _PROBLEM
        for kind, content in response.get("content", {}).items():
            if kind != "application/json" and not kind.startswith("text/"):
                content["schema"] = _BINARY
            elif kind != "application/json":
                content["schema"] = {"type": "string"}


def _schemas(app: Litestar) -> dict[str, Any]:
    said: list[type[msgspec.Struct]] = [Problem, *SAID_LIVE]
    heard: list[type[msgspec.Struct]] = [*HEARD_LIVE]
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if not handler.resolve_include_in_schema():
                continue
            signature = handler.parsed_fn_signature
            said += _structs(signature.return_type)
            for spec in (handler.responses or {}).values():
                said += _structs(FieldDefinition.from_annotation(spec.data_container))
            if "data" in signature.parameters:
                heard += _structs(signature.parameters["data"])
    _, sent = msgspec.json.schema_components(_unique(said), ref_template=_REF)
    _, schemas = msgspec.json.schema_components(_unique([*said, *heard]), ref_template=_REF)
    for name, schema in schemas.items():
        _complete(schema, always_whole=name in sent)
    return schemas


def _complete(schema: dict[str, Any], *, always_whole: bool) -> None:
    """What we send has all its fields; what is sent to us may leave out what has a default."""
    properties: dict[str, Any] = schema.get("properties", {})
    whole = [name for name, one in properties.items() if "default" in one]
    for one in properties.values():
        one.pop("default", None)
    if always_whole and properties:
        schema["required"] = [*schema.get("required", []), *whole]
    if "description" in schema:
        lines = schema["description"].splitlines()
        schema["description"] = "\n".join(line.strip() for line in lines)


def _structs(field: FieldDefinition) -> list[type[msgspec.Struct]]:
    """The structs that an annotation names."""
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [one for inner in field.inner_types for one in _structs(inner)]


def _unique(kinds: Iterable[type[msgspec.Struct]]) -> list[type[msgspec.Struct]]:
    return list(dict.fromkeys(kinds))


def _sorted(value: Any) -> Any:
    """The value with the keys of every object in order, so that only changes differ."""
    if isinstance(value, dict):
        return {str(key): _sorted(value[key]) for key in sorted(value, key=str)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "web/openapi.json")
    target.write_text(text(), "utf-8")
