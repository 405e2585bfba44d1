"""Whether this machine can record: versions, disk, network, clock, credentials."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec

from gametape import __version__
from gametape.errors import GametapeError
from gametape.kernel.choice import WORDS as KERNEL_WORDS
from gametape.record.links.transport import CONNECT_ERRORS, LinkClosedError, open_socket
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.clocks import clock_offset
from gametape.venues.polymarket.feed import FeedState, user_frames
from gametape.venues.polymarket.redact import Redactor
from gametape.venues.polymarket.rest import PolymarketRest
from gametape.venues.polymarket.urls import PolymarketUrls

LOW_DISK = 5 << 30
"""Bytes below which an evening of several games may not fit."""

CLOCK_LIMIT_US = 1_000_000


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at; `way_out` is there when it is not `ok`."""

    about: str
    state: Literal["ok", "warning", "failed"]
    words: str
    way_out: str = ""


def local_findings(home: Path) -> list[Finding]:
    """What can be said without a network."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("websockets", "msgspec", "httpx"))
    found = [
        Finding("gametape", "ok", f"{__version__} on Python {platform.python_version()}"),
        Finding("libraries", "ok", libraries),
        Finding("kernel", "ok", KERNEL_WORDS),
    ]
    found.append(_data_folder(home))
    return found


def _data_folder(home: Path) -> Finding:
    about = "data folder"
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        words = f"{home} cannot be written"
        return Finding(about, "failed", words, "Set GAMETAPE_HOME to one that can.")
    free = shutil.disk_usage(existing).free
    words = f"{home}, {free / 1e9:.1f} GB free"
    if free < LOW_DISK:
        return Finding(about, "warning", words, "Make room, or set GAMETAPE_HOME elsewhere.")
    return Finding(about, "ok", words)


async def network_findings(
    rest: PolymarketRest, urls: PolymarketUrls, credentials: Credentials | None
) -> list[Finding]:
    """What the venue's services answer from here; all are asked at once."""
    asked: list[Awaitable[Finding]] = [
        _clock(rest),
        _gamma(rest),
        _socket("market feed", urls.market_ws),
        _socket("sports feed", urls.sports_ws),
        _credentials(rest, urls, credentials),
    ]
    return list(await asyncio.gather(*asked))


async def _clock(rest: PolymarketRest) -> Finding:
    about = "venue clock"
    try:
        readings = []
        for _ in range(3):
            readings.append((await rest.get_time()).value)
            await asyncio.sleep(0.3)
    except GametapeError as error:
        return Finding(about, "failed", error.what, error.way_out or "Check the network.")
    offset = clock_offset(readings)
    words = (
        f"{offset.offset_us / 1000:+.0f} ms from ours, give or take {offset.within_us / 2000:.0f}"
    )
    if abs(offset.offset_us) > CLOCK_LIMIT_US:
        return Finding(about, "warning", words, "Let the system set its clock (NTP).")
    return Finding(about, "ok", words)


async def _gamma(rest: PolymarketRest) -> Finding:
    async def ask() -> str:
        await rest.find_markets(condition="0x" + "0" * 64)
        return "answers"

    return await _asked("market lists", ask)


async def _asked(about: str, ask: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(about, "ok", await ask())
    except GametapeError as error:
        return Finding(about, "failed", error.what, error.way_out or "Check the network.")


async def _socket(about: str, url: str) -> Finding:
    try:
        async with asyncio.timeout(12), open_socket(url):
            return Finding(about, "ok", f"{url} opens")
    except (*CONNECT_ERRORS, LinkClosedError) as error:
        words = f"{url} cannot be opened: {str(error) or type(error).__name__}"
        return Finding(about, "failed", words, "Check the network, a proxy or a firewall.")


async def _credentials(
    rest: PolymarketRest, urls: PolymarketUrls, credentials: Credentials | None
) -> Finding:
    about = "credentials"
    if credentials is None:
        return Finding(
            about,
            "warning",
            "none: your own orders and fills will not be recorded",
            "Set POLYMARKET_API_KEY, POLYMARKET_SECRET and POLYMARKET_PASSPHRASE; or join fills"
            " later with `gametape import --wallet`.",
        )
    refused = await _user_socket(urls, credentials)
    if refused:
        return Finding(about, "failed", refused, "Make new API credentials on polymarket.com.")

    async def ask() -> str:
        async for _ in rest.own_orders():
            break
        return "the user feed and private REST accept them"

    return await _asked(about, ask)


async def _user_socket(urls: PolymarketUrls, credentials: Credentials) -> str:
    """Why the user channel refuses the credentials; empty if it stays open for two seconds."""
    rules = FeedState(user_frames(*credentials.secrets))
    try:
        async with asyncio.timeout(12), open_socket(urls.user_ws) as socket:
            for frame in rules.opened(0):
                await socket.send(frame.text)
            try:
                async with asyncio.timeout(2):
                    while True:
                        await socket.receive()
            except TimeoutError:
                return ""
    except LinkClosedError as error:
        words = Redactor(credentials).redact(str(error).encode()).decode("utf-8", "replace")
        return f"the user feed closed the connection: {words}"
    except CONNECT_ERRORS as error:
        return f"the user feed cannot be opened: {str(error) or type(error).__name__}"
