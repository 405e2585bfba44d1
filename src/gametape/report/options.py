"""What can be set about reports: `[report]` in gametape.toml. The key is never among it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from gametape.report.written import WriterName

Positive = Annotated[int, msgspec.Meta(ge=1)]
Effort = Literal["low", "medium", "high", "xhigh", "max"]

DEFAULT_MODEL = "claude-sonnet-5-5"
DEFAULT_ADDRESS = "https://api.anthropic.com"


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Dollars for a million tokens, as you know them; nothing is assumed."""

    input: Annotated[float, msgspec.Meta(ge=0)]
    output: Annotated[float, msgspec.Meta(ge=0)]
    cache_read: Annotated[float, msgspec.Meta(ge=0)] | None = None
    cache_written: Annotated[float, msgspec.Meta(ge=0)] | None = None


class ReportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes reports, and what may leave the machine for it.

    `writer` claude also needs `consent` and a key. `names` full sends the names of markets and
    outcomes, `amounts` dollars sends money and sizes; otherwise markets are letters and amounts
    multiples of the median stake. Budgets are tokens: of a report's input and output, and of a
    month (0: no limit). `prices` are by model. `help` is shown when an evening suggests a break.
    """

    writer: WriterName = "rules"
    consent: bool = False
    model: str = DEFAULT_MODEL
    effort: Effort = "medium"
    names: Literal["full", "generic"] = "generic"
    amounts: Literal["dollars", "stakes"] = "stakes"
    input_tokens: Positive = 12_000
    output_tokens: Positive = 4_000
    max_tokens: Positive = 6_000
    month_tokens: Annotated[int, msgspec.Meta(ge=0)] = 0
    timeout_s: Annotated[float, msgspec.Meta(gt=0)] = 120.0
    retries: Annotated[int, msgspec.Meta(ge=0, le=10)] = 2
    prices: dict[str, Price] = {}
    help: str = "Your venue's account settings have limits for deposits and losses."
