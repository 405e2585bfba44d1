"""A loopback server that answers as the Messages API does, from a script; it keeps what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CAPABILITIES = (
    "batch citations code_execution context_management effort image_input pdf_input"
    " server_tools structured_outputs thinking"
)

Reply = Callable[["Handler"], None]


class Service:
    """What the server will say, in order, and every request that came."""

    def __init__(self) -> None:
        self.address = ""
        self.replies: list[Reply] = []
        self.counts: list[int] = []
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.model: dict[str, Any] = model()
        self.batch: list[dict[str, Any]] = []
        self.over = threading.Event()

    def sent(self, path: str) -> list[Any]:
        """Bodies of all requests to a path."""
        return [body for asked, _, body in self.requests if asked == path]


class Handler(BaseHTTPRequestHandler):
    """One request; the script decides about messages, the rest is fixed."""

    service: Service
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.service.requests.append((self.path, dict(self.headers), body))
        if self.path == "/v1/messages/count_tokens":
            counts = self.service.counts
            told = counts.pop(0) if len(counts) > 1 else (counts or [900])[0]
            self.json(200, {"input_tokens": told})
        elif self.path == "/v1/messages/batches":
            self.json(200, batch("in_progress"))
        else:
            self.service.replies.pop(0)(self)

    def do_GET(self) -> None:
        self.service.requests.append((self.path, dict(self.headers), None))
        if self.path.startswith("/v1/models/"):
            self.json(200, self.service.model)
        elif self.path.endswith("/results"):
            lines = "".join(json.dumps(line) + "\n" for line in self.service.batch)
            self.body(200, lines.encode(), "application/x-jsonl")
        else:
            status = "ended" if self.service.batch else "in_progress"
            self.json(200, batch(status, self.service.address))

    def json(self, status: int, value: Any, **headers: str) -> None:
        self.body(status, json.dumps(value).encode(), "application/json", **headers)

    def body(self, status: int, data: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.send_header("request-id", "req_loopback")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def service() -> Iterator[Service]:
    """A server on a free port of this machine, for as long as the block lasts."""
    told = Service()
    handler = type("Scripted", (Handler,), {"service": told})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def model(lifecycle: str = "active", structured: bool = True) -> dict[str, Any]:
    """What the models endpoint says of a model."""
    flag = {"supported": structured}
    names = CAPABILITIES.split()
    return {
        "id": "claude-sonnet-5-5",
        "type": "model",
        "display_name": "Claude",
        "created_at": "2026-08-01T00:00:00Z",
        "lifecycle": lifecycle,
        "capabilities": dict.fromkeys(names, flag),
    }


def batch(status: str, address: str = "") -> dict[str, Any]:
    """A message batch in a state of processing."""
    return {
        "id": "msgbatch_1",
        "type": "message_batch",
        "processing_status": status,
        "created_at": "2026-11-01T00:00:00Z",
        "expires_at": "2026-11-02T00:00:00Z",
        "request_counts": {
            "processing": 0,
            "succeeded": 0,
            "errored": 0,
            "canceled": 0,
            "expired": 0,
        },
        "results_url": f"{address}/v1/messages/batches/msgbatch_1/results",
    }


def message(text: str, stop: str | None = "end_turn", **more: Any) -> dict[str, Any]:
    """A whole message of the API."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 1200,
            "output_tokens": 300,
            "cache_read_input_tokens": 800,
            "cache_creation_input_tokens": 0,
            "output_tokens_details": {"thinking_tokens": 40},
        },
        **more,
    }


def streamed(text: str, stop: str = "end_turn", **details: Any) -> Reply:
    """A message as server-sent events, its text in small pieces."""

    def reply(handler: Handler) -> None:
        start = message("", None)
        start["content"] = []
        start["usage"]["output_tokens"] = 1
        pieces = [text[at : at + 40] for at in range(0, len(text), 40)] or [""]
        delta = {"stop_reason": stop, "stop_sequence": None, **details}
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": start},
            {"type": "ping"},
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "text", "text": ""},
            },
            *(
                {
                    "type": "content_block_delta",
                    "index": 0,
                    "delta": {"type": "text_delta", "text": piece},
                }
                for piece in pieces
            ),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": delta, "usage": message("")["usage"]},
            {"type": "message_stop"},
        ]
        lines = "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in events)
        handler.body(200, lines.encode(), "text/event-stream")

    return reply


def refused() -> Reply:
    """A refusal: prose instead of JSON, and details why."""
    details = {"type": "refusal", "category": None, "explanation": "Not this."}
    return streamed("I cannot help with that.", "refusal", stop_details=details)


def failing(status: int, kind: str, **headers: str) -> Reply:
    """An error of the service."""
    error = {"type": "error", "error": {"type": kind, "message": kind.replace("_", " ")}}
    return lambda handler: handler.json(status, error, **headers)


def broken(data: bytes) -> Reply:
    """A stream that is none."""
    return lambda handler: handler.body(200, data, "text/event-stream")


def cut_off(text: str) -> Reply:
    """A stream whose connection ends in the middle."""

    def reply(handler: Handler) -> None:
        start = json.dumps({"type": "message_start", "message": message(text[:10], None)})
        data = f"event: message_start\ndata: {start}\n\n".encode()
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("content-length", str(len(data) + 1000))
        handler.end_headers()
        handler.wfile.write(data)
        handler.wfile.flush()
        handler.close_connection = True

    return reply


def silent(handler: Handler) -> None:
    """No answer until the test is over."""
    handler.service.over.wait(60)
    handler.close_connection = True


def in_stream_error(kind: str) -> Reply:
    """An error that comes as an event, after the stream has begun."""
    start = json.dumps({"type": "message_start", "message": message("", None)})
    error = json.dumps({"type": "error", "error": {"type": kind, "message": "later"}})
    data = f"event: message_start\ndata: {start}\n\nevent: error\ndata: {error}\n\n"
    return broken(data.encode())
