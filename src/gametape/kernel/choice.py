"""The one place that chooses between the compiled loops and their plain twins.

`GAMETAPE_KERNEL=pure` leaves the extension alone, `=compiled` insists on it; otherwise it is used
where it is installed and of the right version.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Protocol, cast

from gametape.errors import SettingsError
from gametape.kernel import columns, fold, planes, texts
from gametape.kernel.columns import Columns
from gametape.kernel.fold import Call, Column
from gametape.kernel.following import Follower, MakesFollower

VERSION = 4
"""The version of the functions' signatures that this gametape calls."""


class TextSide(Protocol):
    """See `gametape.kernel.texts.TextSide`."""

    def load(self, cells: list[int], prices: list[str], sizes: list[str]) -> None:
        """See the plain twin."""
        ...

    def set(self, cell: int, price: str, size: str, empty: bool) -> None:
        """See the plain twin."""
        ...

    def text(self) -> str:
        """See the plain twin."""
        ...


class MakesTextSide(Protocol):
    """The type TextSide of either twin."""

    def __call__(self, falling: bool) -> TextSide:
        """One empty side."""
        ...


class Kernel(Protocol):
    """The functions of either twin, as the modules `columns`, `texts`, `fold`, `planes` say."""

    TextSide: MakesTextSide
    Follower: MakesFollower | None
    """None where there is none: then every frame goes the long way."""

    def parse_columns(
        self, data: bytes, assets: tuple[str, ...], into: Columns, /
    ) -> tuple[int, int, int]:
        """See `columns.parse_columns`."""
        ...

    def fold_rows(
        self, bids: Column, asks: Column, kind: Column, cell: Column, size: Column, /
    ) -> None:
        """See `fold.fold_rows`."""
        ...

    def fold_features(
        self,
        bids: Column,
        asks: Column,
        kind: Column,
        cell: Column,
        size: Column,
        best_bid: Column,
        best_ask: Column,
        depth_bid: Column,
        depth_ask: Column,
        /,
    ) -> None:
        """See `fold.fold_features`."""
        ...

    def fold_each(
        self, bids: Column, asks: Column, kind: Column, cell: Column, size: Column, call: Call, /
    ) -> None:
        """See `fold.fold_each`."""
        ...

    def join_planes(self, data: bytes, width: int, into: Column, /) -> None:
        """See `planes.join_planes`."""
        ...

    def add_up_planes(
        self, data: bytes, width: int, first: int, unit: int, into: Column, /
    ) -> None:
        """See `planes.add_up_planes`."""
        ...


class _Pure:
    TextSide: MakesTextSide = texts.TextSide
    Follower: MakesFollower | None = None
    parse_columns = staticmethod(columns.parse_columns)
    fold_rows = staticmethod(fold.fold_rows)
    fold_features = staticmethod(fold.fold_features)
    fold_each = staticmethod(fold.fold_each)
    join_planes = staticmethod(planes.join_planes)
    add_up_planes = staticmethod(planes.add_up_planes)


PURE: Kernel = cast(Kernel, _Pure())
"""The plain twins."""


def load_compiled() -> Kernel | str:
    """The extension, or why it cannot be used."""
    try:
        found = import_module("gametape_kernel")
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError)
        return "not installed" if missing else f"it cannot be loaded: {error}"
    if getattr(found, "VERSION", None) != VERSION:
        return "it is of another version than this gametape"
    return cast(Kernel, found)


def choose(wanted: str) -> tuple[Kernel, str]:
    """The kernel for a value of GAMETAPE_KERNEL, and in words which one it is.

    Raises SettingsError where `compiled` is wanted and cannot be had, and for any other word.
    """
    if wanted == "pure":
        return PURE, "plain Python, as GAMETAPE_KERNEL says"
    if wanted not in ("", "compiled"):
        raise SettingsError(
            f"GAMETAPE_KERNEL is {wanted[:40]!r}.", "It may be pure, compiled, or not set."
        )
    found = load_compiled()
    if not isinstance(found, str):
        return found, "compiled"
    if wanted == "compiled":
        raise SettingsError(
            f"GAMETAPE_KERNEL asks for the compiled kernel: {found}.",
            "Install it from the folder kernel/ of the repository.",
        )
    return PURE, f"plain Python; the compiled one: {found}"


KERNEL, WORDS = choose(os.environ.get("GAMETAPE_KERNEL", ""))
"""What this process uses, and in words for `gametape doctor`."""


def is_compiled() -> bool:
    """Whether the extension is in use."""
    return KERNEL is not PURE


def new_follower(proving: int, trying: int) -> Follower | None:
    """A follower, where there are any; see `MakesFollower`."""
    return KERNEL.Follower(proving, trying) if KERNEL.Follower is not None else None
