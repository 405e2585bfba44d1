"""The way to a model: a key that is never shown, and where to ask."""

from __future__ import annotations

import msgspec

from gametape.report.options import DEFAULT_ADDRESS


class ModelAccess(msgspec.Struct, frozen=True):
    """An API key, never shown or written, and the service's address."""

    key: str
    address: str = DEFAULT_ADDRESS

    def __repr__(self) -> str:
        return "ModelAccess(...)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []
