"""A round of a drill, as the library keeps it and the page is told."""

from __future__ import annotations

from typing import Literal

import msgspec

State = Literal["open", "whole", "interrupted"]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round; `answered` of `length` questions have been."""

    id: str
    began_us: int
    ended_us: int | None
    state: State
    length: int
    answered: int
