"""The process that sends a notification: apprise, one thread a target, and a hard end.

It reads a `Parcel` from its standard input, since a command line is seen by everybody, and writes
a `Delivery` a line. What apprise says of a failure may quote an address, which is a secret, so of
it only an HTTP status is told on.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase


class Parcel(msgspec.Struct, frozen=True):
    """What is to be sent where, and how long that may take; without a title it only looks."""

    urls: tuple[str, ...]
    title: str
    body: str
    timeout_s: float


class Delivery(msgspec.Struct, frozen=True):
    """What became of it at one target, counted from 1; `service` is its kind, "" if unknown.

    `why` says what went wrong, and nothing of the target's address.
    """

    target: int
    service: str
    sent: bool
    why: str = ""


UNREADABLE = "its address is none that apprise knows"
REFUSED = "it could not be reached, or did not take it"
LATE = "it did not answer in time"

_STATUS = re.compile(r"\berror=(\d{3})\b")


def main() -> None:
    """Send what stands on the standard input."""
    parcel = msgspec.json.decode(sys.stdin.buffer.read(), type=Parcel)
    import apprise

    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    asset = apprise.AppriseAsset(
        app_id="gametape", app_desc="gametape", storage_mode="memory", allow_templates=False
    )
    services = [apprise.Apprise.instantiate(url, asset=asset) for url in parcel.urls]
    pool = ThreadPoolExecutor(max(1, len(services)))
    jobs = {
        pool.submit(_send, number, service, asset, parcel): number
        for number, service in enumerate(services, 1)
    }
    done, late = wait(jobs, parcel.timeout_s)
    for job in done:
        error = job.exception()
        number = jobs[job]
        _tell(job.result() if error is None else _failed(number, services[number - 1], REFUSED))
    for job in late:
        _tell(_failed(jobs[job], services[jobs[job] - 1], LATE))
    sys.stdout.flush()
    os._exit(0)  # what still hangs is not waited for


def _send(number: int, service: NotifyBase | None, asset: AppriseAsset, parcel: Parcel) -> Delivery:
    if service is None or not parcel.title:
        return _failed(number, service, UNREADABLE if service is None else "")
    import apprise

    to = apprise.Apprise(asset=asset)
    to.add(service)
    answer = to.notify(
        parcel.body,
        title=parcel.title,
        body_format=apprise.NotifyFormat.TEXT,
        interpret_escapes=False,
        timeout=parcel.timeout_s,
        log_level=logging.WARNING,
    )
    if answer:
        return Delivery(number, str(service.service_name), sent=True)
    found = (_STATUS.search(str(entry.message)) for entry in answer.logs())
    status = next((match[1] for match in found if match), "")
    return _failed(number, service, f"it answered {status}" if status else REFUSED)


def _failed(number: int, service: NotifyBase | None, why: str) -> Delivery:
    name = "" if service is None else str(service.service_name)
    return Delivery(number, name, sent=False, why=why)


def _tell(delivery: Delivery) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(delivery) + b"\n")


if __name__ == "__main__":
    main()
