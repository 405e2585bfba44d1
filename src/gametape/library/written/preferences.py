"""The page's settings: one document that the page owns, kept as a row of the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Label = Annotated[str, msgspec.Meta(max_length=60)]
Labels = Annotated[list[Label], msgspec.Meta(max_length=16)]
Choice = bool | int | float | Annotated[str, msgspec.Meta(max_length=200)]


class PageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the page; what is exported and imported is this same document.

    `keys` are the keys of each action where they are not the shipped ones, `tags` the names of the
    event keys by sport, `room` the room's defaults by name, `columns` which columns a list shows.
    `zone` is an IANA name, `UTC` or `local`.
    """

    version: Literal[1] = 1
    theme: Literal["system", "dark", "light"] = "system"
    contrast: Literal["system", "normal", "more"] = "system"
    text_size: Literal["small", "normal", "large", "larger"] = "normal"
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "local"
    single_keys: bool = True
    keys: Annotated[dict[Name, Labels], msgspec.Meta(max_length=200)] = {}
    room: Annotated[dict[Name, Choice], msgspec.Meta(max_length=60)] = {}
    tags: Annotated[dict[Name, Labels], msgspec.Meta(max_length=60)] = {}
    columns: Annotated[dict[Name, Labels], msgspec.Meta(max_length=20)] = {}
