"""What was sent and what came back, kept beside the session, and how many tokens a month took.

Stored so that the same request costs nothing twice, and so that a person can look at everything
that has left the machine. `delete` removes all of it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Protocol

import msgspec

from gametape.report.claude.asking import Answer
from gametape.report.written import Failure, Outcome


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request with all its answers; `key` tells equal requests (methods 6.6)."""

    key: str
    model: str
    prompt: int
    payload: str
    answers: tuple[Answer, ...]
    outcome: Outcome
    failures: tuple[Failure, ...]
    made_us: int


class ReportStore(Protocol):
    """Where exchanges are kept."""

    def load(self, key: str) -> Exchange | None:
        """The exchange of a key, or None."""
        ...

    def save(self, exchange: Exchange) -> None:
        """Keep an exchange, in place of an earlier one of the same key."""
        ...


class Spending(Protocol):
    """Tokens used so far, by month ("2026-11")."""

    def spent(self, month: str) -> int:
        """Tokens of a month."""
        ...

    def add(self, month: str, tokens: int) -> None:
        """Count tokens to a month."""
        ...


class ReportFolder:
    """Exchanges as JSON files in a session's folder `report/`, readable by their owner alone."""

    def __init__(self, session: Path) -> None:
        self.folder = session / "report"

    def load(self, key: str) -> Exchange | None:
        """The exchange of a key; None also where the file cannot be read."""
        try:
            return msgspec.json.decode(self._path(key).read_bytes(), type=Exchange)
        except (OSError, msgspec.DecodeError, UnicodeError):
            return None

    def save(self, exchange: Exchange) -> None:
        """Keep an exchange; raises OSError where the disk refuses."""
        self.folder.mkdir(exist_ok=True)  # a session deleted meanwhile is not begun again
        _write(self._path(exchange.key), msgspec.json.encode(exchange))

    def delete(self) -> int:
        """Remove everything that was sent or came back; how many exchanges that were."""
        paths = sorted(self.folder.glob("claude-*.json"))
        for path in paths:
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # somebody else's files are in it
            self.folder.rmdir()
        return len(paths)

    def _path(self, key: str) -> Path:
        return self.folder / f"claude-{key[:32]}.json"


class SpendingFile:
    """Tokens by month in one small file of the data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def spent(self, month: str) -> int:
        """Tokens of a month; 0 where nothing is written down."""
        return self._months().get(month, 0)

    def add(self, month: str, tokens: int) -> None:
        """Count tokens to a month."""
        months = self._months()
        months[month] = months.get(month, 0) + tokens
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _write(self._path, msgspec.json.encode(months))

    def _months(self) -> dict[str, int]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, int])
        except (OSError, msgspec.DecodeError, UnicodeError):
            return {}


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    half = path.with_name(path.name + ".part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    half.replace(path)
