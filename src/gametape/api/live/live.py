"""The live WebSocket: everything so far, then what is new, until the recording ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import msgspec
from litestar import Router, WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect, WebSocketException
from litestar.params import FromPath

from gametape.api.live.listener import Listener
from gametape.api.live.live_messages import Alive, Ended, Failed, Lagged, Wanted
from gametape.api.live.lives import Followed, Lives
from gametape.api.named import session_named
from gametape.errors import GametapeError
from gametape.record.control.progress_file import is_attended
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

UNKNOWN, GOING_AWAY = 4404, 1000

ALIVE_S = 5.0
"""After so long without a word the server says that it is there; pages give it 20 seconds."""

Socket = WebSocket[Any, Any, Any]


@websocket("/sessions/{slug:str}/live")
async def live(
    slug: FromPath[str],
    socket: Socket,
    settings: NamedDependency[Settings],
    lives: NamedDependency[Lives],
) -> None:
    """Follow a running recording; docs/api.md describes the messages."""
    await socket.accept()
    try:
        folder = await asyncio.to_thread(session_named, settings.home, slug)
        running = await asyncio.to_thread(_is_running, folder)
    except GametapeError as error:
        await _last(socket, Failed(error.what, error.way_out), UNKNOWN)
        return
    if not running:
        await _last(socket, Ended(), GOING_AWAY)
        return
    listener = Listener()
    followed = lives.follow(folder)
    followed.join(listener)
    work = {
        asyncio.create_task(_send(socket, listener, followed)),
        asyncio.create_task(_hear(socket, listener, followed)),
    }
    try:
        await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
    finally:
        lives.leave(followed, listener)
        for task in work:
            task.cancel()
        ends = await asyncio.gather(*work, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, WebSocketException):
            raise end
    if listener.over:
        with contextlib.suppress(WebSocketException, RuntimeError):
            await socket.close(GOING_AWAY)


async def _send(socket: Socket, listener: Listener, followed: Followed) -> None:
    """Send what waits, as fast as the page reads, until the recording has ended."""
    while True:
        if listener.lagged:
            listener.lagged = False
            await socket.send_data(_text(Lagged()), mode="text")
            followed.begin(listener)
        message = listener.next()
        if message is None:
            if listener.over:
                return
            await _stirred(socket, listener)
        elif isinstance(message, bytes):
            await socket.send_data(message, mode="binary")
        else:
            await socket.send_data(message, mode="text")


async def _stirred(socket: Socket, listener: Listener) -> None:
    """Wait until there is something to do, and say now and then that the server is there."""
    while True:
        try:
            return await asyncio.wait_for(listener.stirred(), ALIVE_S)
        except TimeoutError:
            await socket.send_data(_text(Alive()), mode="text")


async def _hear(socket: Socket, listener: Listener, followed: Followed) -> None:
    """Take what the page asks for; returns when it is gone or says what nobody understands."""
    while True:
        try:
            said = await socket.receive_data(mode="text")
            wanted = msgspec.json.decode(said, type=Wanted)
        except (WebSocketDisconnect, msgspec.MsgspecError, UnicodeDecodeError, KeyError):
            return
        listener.want(wanted.want)
        followed.want(listener)
        await listener.sated()  # who asks for more and more must also read


def _is_running(folder: SessionFolder) -> bool:
    return folder.is_recording() or is_attended(folder)


def _text(message: msgspec.Struct) -> str:
    return msgspec.json.encode(message).decode()


async def _last(socket: Socket, message: msgspec.Struct, code: int) -> None:
    with contextlib.suppress(WebSocketException):
        await socket.send_data(_text(message), mode="text")
        await socket.close(code)


def live_router() -> Router:
    """The route under /api that follows recordings."""
    return Router("/api", route_handlers=[live])
