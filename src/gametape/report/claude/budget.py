"""What a report may cost: it is counted before it is asked for, and cut until it fits."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from gametape.report.claude.asking import Asker, AskError, Question, Usage
from gametape.report.claude.payload import Payload
from gametape.report.claude.prompt import PROMPT_VERSION, question
from gametape.report.options import Price, ReportOptions

FEWEST = 3
"""Fewer pieces of evidence than this make no report."""

MOST_COUNTS = 8


def fitting(payload: Payload, options: ReportOptions, asker: Asker) -> tuple[Question, int]:
    """The question with as many pieces as fit the budget, and its tokens.

    Pieces go from the bottom of the ledger's order. Raises AskError `budget` if too little fits.
    """
    keep, tokens = payload.pieces, 0
    for _ in range(MOST_COUNTS):
        asked = question(payload.text(keep), options)
        tokens = asker.count(asked)
        if tokens <= options.input_tokens:
            return asked, tokens
        if keep <= FEWEST:
            break
        share = options.input_tokens / tokens
        keep = max(FEWEST, min(keep - 1, int(keep * share)))
    raise AskError(
        "budget",
        f"Even the shortest question has {tokens} tokens, and {options.input_tokens} are allowed.",
    )


def cache_key(payload: str, parameters: str, options: ReportOptions) -> str:
    """What tells this request from any other: equal ones are answered from what is stored."""
    parts = [payload, parameters, str(PROMPT_VERSION), options.model, options.effort]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def cost_of(usage: Usage, price: Price | None) -> int | None:
    """Micro-dollars by the configured price of a model; None where none is set."""
    if price is None:
        return None
    read = price.input if price.cache_read is None else price.cache_read
    written = price.input if price.cache_written is None else price.cache_written
    parts = (
        (usage.input, price.input),
        (usage.output, price.output),
        (usage.cache_read, read),
        (usage.cache_written, written),
    )
    return int(sum((tokens * Decimal(str(dollars)) for tokens, dollars in parts), Decimal(0)))
