"""Requests to a running recording from other processes, as small files.

`gametape tag` and the film room put a JSON file into the session's `inbox` folder; the recorder
takes it, writes it on the tape and removes the file once the tape is durable. A restart of the
sender never touches the recording, and a recorder that died leaves the file to be found.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gametape.errors import UsageError
from gametape.record.control.progress_file import is_beginning
from gametape.tape.session import SessionFolder

_numbers = itertools.count()


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tag, a note or a stop.

    `at_us` is the sender's wall clock, `ago_us` how long before that the thing happened.
    """

    at_us: int
    tag: str = ""
    label: str = ""
    note: str = ""
    ago_us: int = 0
    stop: str = ""


def _folder(session: SessionFolder) -> Path:
    return session.root / "inbox"


def send_request(session: SessionFolder, request: Request) -> Path:
    """Leave a request for the recorder of this session; it removes the file when done.

    Raises UsageError when nobody is recording the session.
    """
    if not session.is_recording() and not is_beginning(session):
        raise UsageError(
            f"{session.slug} is not being recorded.", "`gametape sessions` shows what is."
        )
    folder = _folder(session)
    folder.mkdir(exist_ok=True)
    name = f"{request.at_us}-{os.getpid()}-{next(_numbers)}"
    draft, final = folder / f"{name}.part", folder / f"{name}.json"
    draft.write_bytes(msgspec.json.encode(request))
    draft.replace(final)
    return final


def wait_taken(path: Path, timeout_s: float = 5.0) -> bool:
    """Wait until the recorder has taken a request and made it durable."""
    until = time.monotonic() + timeout_s
    while path.exists():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def waiting_requests(session: SessionFolder) -> Iterator[tuple[Path, Request | None]]:
    """Requests left so far, oldest first; None for a file that is no request."""
    folder = _folder(session)
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.json")):
        try:
            yield path, msgspec.json.decode(path.read_bytes(), type=Request)
        except (msgspec.MsgspecError, OSError, UnicodeDecodeError):
            yield path, None
