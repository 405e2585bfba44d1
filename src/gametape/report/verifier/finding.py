"""What is wrong with a report: which rule, which claim, in words."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal[
    "form",
    "evidence",
    "slot",
    "number",
    "relation",
    "direction",
    "strength",
    "forbidden",
    "markup",
    "shape",
    "refs",
    "sign",
    "quote",
]
"""Which rule was broken; counted over time these measure a model (methods 6.4)."""


class Finding(msgspec.Struct, frozen=True):
    """One broken rule. `claim` counts from 0; None where the report as a whole is meant."""

    kind: Kind
    claim: int | None
    words: str
