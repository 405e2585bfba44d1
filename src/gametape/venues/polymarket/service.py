"""HTTP calls to a venue's services: retries with a bound, errors in words, no secret in them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from gametape.errors import VenueError
from gametape.model.times import SECOND

_PASSING = frozenset({425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that pass by themselves: the engine restarts, limits, gateways (section 7.6)."""

_WAYS_OUT = {
    401: "Check POLYMARKET_API_KEY, POLYMARKET_SECRET and POLYMARKET_PASSPHRASE, that "
    "POLYMARKET_WALLET is the address they belong to, and this computer's clock.",
    403: "Polymarket refuses this network or country for this request.",
    425: "The matching engine is restarting; try again in a minute.",
    429: "Too many requests from this network; try again in a minute.",
    503: "The venue is down or in cancel-only mode; try again later.",
}
_SAID = 200
"""Characters of the venue's own words that an error repeats."""


class NotAtVenueError(VenueError):
    """The venue knows nothing of this name or id."""


class RefusedError(VenueError):
    """The venue does not accept the credentials."""


class Retries(msgspec.Struct, frozen=True):
    """How often and how long to try again; waits in seconds, doubling and jittered.

    A venue that asks (Retry-After) for more than `longest_s` is not waited for.
    """

    tries: int = 6
    first_s: float = 0.5
    most_s: float = 20.0
    longest_s: float = 120.0

    def wait_s(self, attempt: int, chance: float) -> float:
        """Seconds to wait after attempt 0, 1, ...: between half and the whole of the doubling."""
        return min(self.first_s * 2.0 ** min(attempt, 32), self.most_s) * (0.5 + chance / 2)


class Call(msgspec.Struct, frozen=True):
    """One request: `path` and `query` below the service's `base`, `body` as JSON or empty."""

    base: str
    path: str
    query: Mapping[str, str] = {}
    body: bytes = b""

    @property
    def method(self) -> str:
        """POST with a body, GET without."""
        return "POST" if self.body else "GET"

    @property
    def name(self) -> str:
        """What errors call it: method, host and path, never the query."""
        return f"{self.method} {self.base.rpartition('://')[2]}{self.path}"


class Reply(msgspec.Struct, frozen=True):
    """A good answer: its bytes, and when the request went out and the answer was in."""

    raw: bytes
    sent_us: int
    recv_us: int


class _Passing(msgspec.Struct, frozen=True):
    """A failure worth another try; `asked_s` is what the venue's Retry-After says."""

    why: str
    status: int = 0
    asked_s: float | None = None


Signer = Callable[[Call], Mapping[str, str]]
"""Gives the headers of a call; asked again for every try, because signatures carry the time."""


class Service:
    """Sends calls until they are answered or their tries are used up.

    `now_us` is the clock, `redact` cleans bytes of one's own secrets, `on_wait` is told in a
    sentence why and how long a call waits, `sleep` and `chance` (0 to 1) are there for tests.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        now_us: Callable[[], int],
        retries: Retries,
        redact: Callable[[bytes], bytes] = bytes,
        on_wait: Callable[[str], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.now_us = now_us
        self._http = http
        self._retries = retries
        self._redact = redact
        self._on_wait = on_wait
        self._sleep = sleep
        self._chance = chance

    async def send(self, call: Call, sign: Signer | None = None) -> Reply:
        """The answer to a call, redacted.

        Raises NotAtVenueError for 404, RefusedError for 401, VenueError for every other failure;
        all name the call and the way out.
        """
        attempt = 0
        while True:
            result = await self._try(call, sign)
            if isinstance(result, Reply):
                return result
            attempt += 1
            times = "once" if attempt == 1 else f"{attempt} times"
            wait_s = max(self._retries.wait_s(attempt - 1, self._chance()), result.asked_s or 0)
            if (result.asked_s or 0) > self._retries.longest_s:
                what = f"{call.name} {result.why} and asks to wait {wait_s:.0f} s."
                raise VenueError(what, "Try again then.")
            if attempt >= self._retries.tries:
                raise VenueError(f"{call.name} {result.why} (tried {times}).", _way(result.status))
            await self.wait(f"{call.name} {result.why}", wait_s)

    async def wait(self, why: str, wait_s: float) -> None:
        """Wait, and say so."""
        if self._on_wait is not None:
            self._on_wait(f"{why}; trying again in {wait_s:.1f} s.")
        await self._sleep(wait_s)

    async def wait_between(self, why: str, retries: Retries, attempt: int) -> None:
        """Wait as long as `retries` says after this attempt (0, 1, ...), and say so."""
        await self.wait(why, retries.wait_s(attempt, self._chance()))

    async def _try(self, call: Call, sign: Signer | None) -> Reply | _Passing:
        headers = dict(sign(call)) if sign else {}
        if call.body:
            headers["Content-Type"] = "application/json"
        sent_us = self.now_us()
        try:
            response = await self._http.request(
                call.method,
                call.base + call.path,
                params=dict(call.query) or None,
                content=call.body or None,
                headers=headers,
            )
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            what = f"{call.name} cannot be asked: its base is not an address."
            raise VenueError(what, "Check the POLYMARKET_*_API settings.") from None
        except httpx.TimeoutException:
            return _Passing("did not answer in time")
        except httpx.TransportError as error:
            return _Passing(f"could not be reached ({type(error).__name__})")
        except httpx.HTTPError as error:
            what = f"{call.name} answered something unreadable ({type(error).__name__})."
            raise VenueError(what) from None
        if response.status_code == 200:
            return Reply(self._redact(response.content), sent_us, self.now_us())
        return self._failed(call, response)

    def _failed(self, call: Call, response: httpx.Response) -> _Passing:
        status = response.status_code
        said = self._redact(response.content)[:_SAID].decode("utf-8", "replace")
        words = " ".join(said.split())
        why = f"answered {status}" + (f": {words}" if words else "")
        if status in _PASSING:
            return _Passing(why, status, self._asked_s(response.headers.get("Retry-After", "")))
        kind = {401: RefusedError, 404: NotAtVenueError}.get(status, VenueError)
        raise kind(f"{call.name} {why}.", _way(status))

    def _asked_s(self, header: str) -> float | None:
        """Seconds of a Retry-After, which is a number or a date; None where it is neither."""
        if header.strip().isascii() and header.strip().isdigit():
            return float(header[:12])
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        now = datetime.fromtimestamp(self.now_us() / SECOND, UTC)
        return max(0.0, (moment.astimezone(UTC) - now).total_seconds())


def _way(status: int) -> str:
    if status == 404:
        return ""
    return _WAYS_OUT.get(status, "Check the network, then try again.")
