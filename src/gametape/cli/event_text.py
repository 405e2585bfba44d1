"""A row of the table of events as a line that a person reads."""

from __future__ import annotations

from collections import Counter

from gametape.errors import TapeError
from gametape.model.market import MarketRules
from gametape.model.times import iso_text
from gametape.replay.table import Row
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

WIDTH = 80
_LONG_ID = 24
_LABEL = 16
_IDS = ("trade_id", "order_id", "owner", "hash", "transaction", "venue_us")
"""What a person does not read; --json has it."""


class EventText:
    """Writes rows of one session, with outcomes' labels in place of their ids."""

    def __init__(self, folder: SessionFolder) -> None:
        try:
            self._labels = _labels(Manifest.load(folder.manifest_path).markets)
        except TapeError:  # labels are a comfort, and the tape is readable without them
            self._labels = {}

    def line(self, row: Row) -> str:
        """One row in at most 80 columns."""
        payload = {key: value for key, value in row.payload.items() if key not in _IDS}
        words = []
        if "asset" in payload:
            words.append(self._text(payload.pop("asset")))
            payload = {key: payload[key] for key in payload.keys() - {"market", "outcome"}}
        if {"side", "price", "size"} <= payload.keys():
            side, size, price = (payload.pop(key) for key in ("side", "size", "price"))
            words.append(f"{side or 'a side unknown'} {size} at {price}")
        words += [
            f"{key}={self._text(payload[key])}"
            for key in row.payload
            if key in payload and payload[key] not in (None, "", [], {})
        ]
        clock = iso_text(row.timestamp * 1000)[11:23]
        line = f"{clock} {row.sequence:>7} {row.event_type:<13} {' '.join(' '.join(words).split())}"
        return line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..."

    def _text(self, value: object) -> str:
        if isinstance(value, list | tuple):
            return f"({len(value)})"
        if isinstance(value, dict):
            return str(value.get("question") or f"({len(value)})")
        words = str(value)
        short = f"{words[:8]}..." if len(words) > _LONG_ID and " " not in words else words
        return self._labels.get(words, short)


def _labels(markets: list[MarketRules]) -> dict[str, str]:
    """Words for assets: the outcome's label, with its question where several markets have it."""
    often = Counter(outcome.label for rules in markets for outcome in rules.outcomes)
    return {
        outcome.asset: outcome.label
        if often[outcome.label] == 1 or rules.market_type == "moneyline"
        else f"{_last_words(rules.question)}/{outcome.label}"
        for rules in markets
        for outcome in rules.outcomes
        if outcome.label
    }


def _last_words(question: str) -> str:
    """The end of a question, which tells a game's markets apart: `O/U 222.5`."""
    words = question.split()
    while len(words) > 1 and len(" ".join(words)) > _LABEL:
        words.pop(0)
    return " ".join(words)[-_LABEL:]
