"""What faults do to the messages of one socket: pure, messages in, texts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from gametape.simulate.venue.faults import Fault
from gametape.simulate.venue.messages.dirty import dirtied
from gametape.simulate.venue.messages.writing import Channel, Outgoing
from gametape.simulate.venue.sockets.peer import Peer

ARRAY_SIZE = 4
"""Messages in one array frame at most, while `arrays` is on."""

STRANGE = (
    '{"event_type":"market_mood","market":"0x00","mood":"restless","timestamp":"0"}',
    "SERVER NOTICE: nothing to see here",
    '{"event_type":"","payload":[1,2,{"deep":null}]}',
    "NO NEW ASSETS",
    '[{"event_type":"liquidity_bonus","assets_ids":[],"rate":"0.1"}]',
)
"""Frames of types nobody has documented, for `unknown`."""

_ON_THE_WIRE = frozenset({"missed", "duplicates", "arrays", "unknown", "dirty-user"})


def is_disturbed(peer: Peer, active: Mapping[str, Fault]) -> bool:
    """Whether any fault concerns what this socket is sent."""
    return peer.frozen or bool(peer.frozen_assets) or not _ON_THE_WIRE.isdisjoint(active)


def disturb(peer: Peer, messages: list[Outgoing], active: Mapping[str, Fault]) -> list[str]:
    """Texts of the frames that this socket gets for these messages, and the truth of the rest."""
    kept = list(_kept(peer, messages, active))
    for message in kept:
        peer.delivered(message)
    if "dirty-user" in active and peer.channel is Channel.USER:
        return [text for message in kept for text in dirtied(message, peer.sent)]
    texts = list(_repeated(kept, active.get("duplicates"), peer.sent))
    if peer.channel is not Channel.MARKET:
        return texts
    if "arrays" in active:
        texts = [
            f"[{','.join(texts[start : start + ARRAY_SIZE])}]"
            for start in range(0, len(texts), ARRAY_SIZE)
        ]
    if "unknown" in active and texts:
        texts.insert(0, STRANGE[peer.sent % len(STRANGE)])
    return texts


def _kept(peer: Peer, messages: list[Outgoing], active: Mapping[str, Fault]) -> Iterator[Outgoing]:
    missed = active.get("missed")
    for rank, message in enumerate(messages):
        if peer.frozen:
            peer.lose("freeze", message.assets)
        elif frozen := message.assets & peer.frozen_assets:
            peer.lose("freeze-asset", frozen)
            rest = message.assets - frozen
            if rest and message.kind == "price_change":
                yield _without(message, frozen)
        elif (
            missed is not None
            and message.kind == "price_change"
            and (peer.sent + rank) % max(1, missed.number(3)) == 0
        ):
            peer.lose("missed", message.assets)
        else:
            yield message


def _without(message: Outgoing, assets: frozenset[str]) -> Outgoing:
    decoded = msgspec.json.decode(message.text)
    decoded["price_changes"] = [
        change for change in decoded["price_changes"] if change["asset_id"] not in assets
    ]
    text = msgspec.json.encode(decoded).decode()
    return msgspec.structs.replace(message, text=text, assets=message.assets - assets)


def _repeated(messages: list[Outgoing], fault: Fault | None, sent: int) -> Iterator[str]:
    for rank, message in enumerate(messages):
        yield message.text
        if fault is not None and (sent + rank) % max(1, fault.number(2)) == 0:
            yield message.text
