"""Messages of Polymarket's market channel as they stand on the wire: strings kept as sent.

One flat struct for every message type decodes faster than a tagged union, because the venue sends
the type's name last. Field names and eras: polymarket-api.md section 3.
"""

from __future__ import annotations

import msgspec

from gametape.errors import ParseError


class WireLevel(msgspec.Struct, gc=False):
    """A price level; both texts exactly as sent, because the book hash is over the texts."""

    price: str
    size: str


class WireChange(msgspec.Struct, gc=False):
    """An entry of a `price_change`: the new total size of one level.

    `asset_id`, `hash` and the best prices are on the entry since 2025-09-15, on the message or
    nowhere before.
    """

    price: str
    size: str
    side: str
    asset_id: str | None = None
    hash: str | None = None
    best_bid: str | None = None
    best_ask: str | None = None


class WireEventMessage(msgspec.Struct, gc=False):
    """What a `new_market` says of the event it belongs to."""

    slug: str | None = None


class WireMessage(msgspec.Struct, gc=False):
    """Any message of the market channel; what a type does not carry stays None."""

    event_type: str | None = None
    market: str | None = None
    asset_id: str | None = None
    timestamp: str | int | None = None
    hash: str | None = None
    price_changes: list[WireChange] | None = None
    bids: list[WireLevel] | None = None
    asks: list[WireLevel] | None = None
    buys: list[WireLevel] | None = None
    sells: list[WireLevel] | None = None
    changes: list[WireChange] | None = None
    price: str | None = None
    size: str | None = None
    side: str | None = None
    best_bid: str | None = None
    best_ask: str | None = None
    fee_rate_bps: str | int | None = None
    transaction_hash: str | None = None
    tick_size: str | None = None
    min_order_size: str | None = None
    neg_risk: bool | None = None
    last_trade_price: str | None = None
    old_tick_size: str | None = None
    new_tick_size: str | None = None
    id: str | int | None = None
    condition_id: str | None = None
    assets_ids: list[str] | None = None
    clob_token_ids: list[str] | None = None
    question: str | None = None
    event_message: WireEventMessage | None = None
    winning_asset_id: str | None = None
    winning_outcome: str | None = None

    def kind(self) -> str:
        """The message's type; told from its fields where the venue (or a recorder) omits it."""
        if self.event_type:
            return self.event_type
        if self.price_changes is not None or self.changes is not None:
            return "price_change"
        if self.levels() is not None:
            return "book"
        if self.new_tick_size is not None:
            return "tick_size_change"
        # An own order or fill without its type has a price too, but always an id.
        if self.price is not None and self.size is not None and self.id is None:
            return "price_change" if self.hash is not None else "last_trade_price"
        return ""

    def levels(self) -> tuple[list[WireLevel], list[WireLevel]] | None:
        """Bids and asks of a `book` under either pair of names, or None if it is not one."""
        bids = self.bids if self.bids is not None else self.buys
        asks = self.asks if self.asks is not None else self.sells
        if bids is None and asks is None:
            return None
        return bids or [], asks or []

    def entries(self) -> list[WireChange]:
        """The changes of a `price_change` of any era; raises ParseError if there are none."""
        if self.price_changes is not None:
            return self.price_changes
        if self.changes is not None:
            return self.changes
        if self.price is None or self.size is None or self.side is None:
            raise ParseError("price_change carries no changes.")
        return [WireChange(self.price, self.size, self.side)]


_ONE = msgspec.json.Decoder(WireMessage)
_MANY = msgspec.json.Decoder(list[WireMessage])
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_VALUE = msgspec.json.Decoder(msgspec.Raw)
_TEXT = msgspec.json.Decoder(str)

# What the JSON decoder can raise on bytes from anywhere: bad syntax or types, bad UTF-8, and
# nesting deeper than the interpreter's stack.
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)

QUIET_TEXTS = frozenset({"", "PING", "PONG", "NO NEW ASSETS"})
"""Text frames that belong to the protocol and carry nothing (sections 3.1 and 3.2)."""


def read_messages(raw: bytes) -> list[WireMessage]:
    """Messages of one frame: an object, an array of objects, or a quiet text (none).

    Raises ParseError for anything else, an unknown text included: it may be a refusal.
    """
    try:
        if raw[:1] == b"{":
            return [_ONE.decode(raw)]
        if raw.lstrip()[:1] == b"[":
            return _MANY.decode(raw)
        if raw.lstrip()[:1] != b'"':
            return [_ONE.decode(raw)]
        text = _TEXT.decode(raw)
    except _UNREADABLE as error:
        raise ParseError(f"market message: {error}.") from None
    if text not in QUIET_TEXTS:
        raise ParseError(f"text frame {text[:60]!r}.")
    return []


def split_frame(frame: bytes) -> list[bytes]:
    """The JSON values of one websocket frame, verbatim: the elements of an array, else the whole.

    What is not JSON (a text frame such as `PONG`) becomes a JSON string of itself, and an empty
    array stays itself, so nothing that arrived is lost. Line breaks, which JSON allows only
    between tokens, become spaces: a tape line is one line.
    """
    body = frame.strip()
    try:
        if not body.isascii():
            # Splitting does not look into texts: what is not UTF-8 would reach the tape unseen.
            body.decode()
        if body[:1] == b"[":
            parts = [one_line(bytes(part)) for part in _ELEMENTS.decode(body)]
            return parts or [b"[]"]
        if body[:1] == b"{":
            _VALUE.decode(body)
            return [one_line(body)]
    except _UNREADABLE:
        pass
    return [text_raw(frame)]


def one_line(raw: bytes) -> bytes:
    """JSON without its line breaks, at the same length."""
    return raw.translate(_SPACES) if b"\n" in raw or b"\r" in raw else raw


_SPACES = bytes.maketrans(b"\n\r", b"  ")


def text_raw(text: bytes) -> bytes:
    """Text as a JSON string; bytes that are not UTF-8 show as replacement characters."""
    return msgspec.json.encode(text.decode("utf-8", "replace"))
