"""Two questions only a live connection answers: compression, and protocol-level pings."""

from __future__ import annotations

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gametape.record.links.transport import CONNECT_ERRORS, MAX_FRAME
from gametape.replay.probe import Answer

PONG_S = 5.0


async def handshake_answers(url: str) -> list[Answer]:
    """Open a connection of its own that offers compression, and ping it."""
    compression, pings = "Is compression accepted", "Are protocol-level pings answered"
    try:
        async with connect(url, ping_interval=None, max_size=MAX_FRAME, open_timeout=10) as socket:
            agreed = socket.protocol.extensions
            names = ", ".join(type(one).__name__ for one in agreed)
            answers = [Answer(compression, f"yes: {names}" if names else "no")]
            try:
                delay_s = await asyncio.wait_for(await socket.ping(), PONG_S)
                answers.append(Answer(pings, f"yes, within {delay_s * 1000:.0f} ms"))
            except TimeoutError:
                answers.append(Answer(pings, f"no, not within {PONG_S:g} s"))
            except ConnectionClosed as error:
                answers.append(Answer(pings, f"no, the connection was closed: {error}"))
            return answers
    except CONNECT_ERRORS as error:
        words = f"cannot connect: {str(error) or type(error).__name__}"
        return [Answer(compression, words), Answer(pings, words)]
