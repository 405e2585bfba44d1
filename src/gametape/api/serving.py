"""Running the server: from a listening socket until Ctrl-C, with a clean end for everybody."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from gametape.api.app import make_app
from gametape.api.door.access import Access
from gametape.api.listening import PORT, access_for, address_of, listen
from gametape.api.pages import HERE
from gametape.settings.model import Settings

Ready = Callable[[str], None]
"""Hears the address once the server answers there."""

GOODBYE_S = 0.4
"""How long an ending server waits for pages that do not read what it still has for them."""

LEAVE_S = 0.5
"""How long work that still runs when everybody was told goodbye may go on."""

MESSAGE_LIMIT = 64 * 1024
"""Bytes that a page may send in one WebSocket message; it has little to say."""


class Server(uvicorn.Server):
    """The web server of one application; `ready` is called once it answers, `leaving` at its end.

    Of the ways to speak WebSocket the one of `websockets` without its own tasks is chosen: it
    waits before it writes to a page that does not read, so that our queues are the only ones.
    """

    def __init__(
        self,
        settings: Settings,
        access: Access,
        ready: Callable[[], None] = lambda: None,
        web: Path = HERE,
        leaving: Callable[[], None] = lambda: None,
    ) -> None:
        self._ready = ready
        self._leaving = leaving
        logging.getLogger("uvicorn.error").addFilter(_worth_saying)
        super().__init__(
            uvicorn.Config(
                make_app(settings, access, web),
                http="h11",
                ws="websockets-sansio",
                ws_max_size=MESSAGE_LIMIT,
                ws_per_message_deflate=False,  # tracks are dense, and the network is a cable away
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # nobody's word is taken for who asks
                timeout_graceful_shutdown=1,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer; see `uvicorn.Server.startup`."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, and soon hang up on those who do not listen."""
        asyncio.get_running_loop().call_later(GOODBYE_S, self._hang_up)
        try:
            await super().shutdown(sockets)
        finally:
            self._leaving()

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def run(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = PORT,
    open_at: str | None = None,
    ready: Ready | None = None,
    token: str = "",
) -> None:
    """Serve until Ctrl-C. Raises UsageError if nobody can listen there.

    `port` may be taken: then it is the next that is free (0: any). Once it answers, `ready` hears
    the address, and the browser opens the page `open_at` (an address like `/s/slug?t=...`; None:
    no browser). Other machines are let in only where `host` names another interface, and then with
    a token alone, made up if none is given. Ends within a second or two; recordings go on, for they
    are processes of their own.
    """
    with listen(host, port) as server:
        access = access_for(host, token)
        address = address_of(server, access)

        def started() -> None:
            if ready is not None:
                ready(address)
            if open_at is not None:
                page = page_address(address, open_at)
                threading.Thread(target=webbrowser.open, args=(page,), daemon=True).start()

        # A thread cannot be interrupted, and some work for minutes. Whatever they write is whole
        # or not there when they end like that, as after a power cut.
        gone = threading.Timer(LEAVE_S, _end)
        gone.daemon = True
        try:
            Server(settings, access, started, leaving=gone.start).run(sockets=[server])
        except KeyboardInterrupt:
            return  # how a server is meant to be ended
        finally:
            gone.cancel()


def _end() -> None:
    """End the process with its threads and children, as if they had come to their end."""
    for child in multiprocessing.active_children():
        child.kill()
    sys.stdout.flush()
    os._exit(0)


def _worth_saying(record: logging.LogRecord) -> bool:
    """Not that requests were cut off at the end: that is what an end is."""
    cut = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
    return not cut and "timeout graceful shutdown exceeded" not in str(record.msg)


def page_address(address: str, page: str) -> str:
    """The full address of a page of the server at `address`, which may carry a token."""
    base, _, query = address.partition("?")
    joined = base.rstrip("/") + "/" + page.lstrip("/")
    return joined + ("&" if "?" in page else "?") * bool(query) + query
