"""Carries out faults: what happens at once to the venue and its sockets when one begins or ends."""

from __future__ import annotations

from gametape.errors import UsageError
from gametape.simulate.venue.faults import Fault
from gametape.simulate.venue.messages.writing import Channel
from gametape.simulate.venue.sockets.frames import text_frame
from gametape.simulate.venue.sockets.hub import Hub
from gametape.simulate.venue.sockets.peer import Peer
from gametape.simulate.venue.sockets.peers import POLICY_VIOLATION, MarketPeer
from gametape.simulate.venue.stage import Stage
from gametape.simulate.venue.truth.records import FaultTruth

BIG_FRAME = 8 * 1024 * 1024


class Mischief:
    """Switches faults on and off as their time comes, and writes the truth of it."""

    def __init__(self, stage: Stage, hub: Hub) -> None:
        self._stage = stage
        self._hub = hub

    def poll(self, elapsed_us: int) -> None:
        """Begin and end what is due; `elapsed_us` is wall time since the performance's start."""
        ended, begun = self._stage.board.poll(self._stage.script_us, elapsed_us)
        for fault in ended:
            self._ends(fault)
        for fault in begun:
            self._begins(fault)

    def begin(self, fault: Fault) -> None:
        """Begin a fault now, by hand."""
        self._stage.board.begin(fault)
        self._begins(fault)

    def end(self, name: str) -> None:
        """End a fault now, by hand; nothing happens if it is not on."""
        fault = self._stage.board.end(name)
        if fault is not None:
            self._ends(fault)

    def end_all(self) -> None:
        """End whatever is still on: the venue closes."""
        for name in list(self._stage.board.active):
            self.end(name)

    def _begins(self, fault: Fault) -> None:
        self._note(fault, "begins")
        match fault.name:
            case "reset":
                for peer in self._targets(fault):
                    peer.abort("reset", torn=self._torn_frame(peer))
            case "freeze":
                for peer in self._targets(fault):
                    peer.frozen = True
            case "freeze-asset":
                assets = self._assets(fault)
                for peer in self._hub.peers(Channel.MARKET):
                    peer.frozen_assets = assets
            case "big":
                self._big_frames()
            case "credentials":
                for peer in self._hub.peers(Channel.USER):
                    peer.close(POLICY_VIOLATION, "credentials")
            case "clock-step":
                self._stage.step_us += fault.number(2500) * 1000
            case _:
                pass  # felt where messages and answers are made
        if fault.at_once:
            self._note(fault, "ends")

    def _ends(self, fault: Fault) -> None:
        match fault.name:
            case "freeze":
                for peer in self._hub.peers():
                    peer.frozen = False
            case "freeze-asset":
                for peer in self._hub.peers(Channel.MARKET):
                    peer.frozen_assets = frozenset()
            case "clock-step":
                self._stage.step_us -= fault.number(2500) * 1000
            case _:
                pass
        self._note(fault, "ends")

    def _note(self, fault: Fault, state: str) -> None:
        now = self._stage.now()
        record = FaultTruth(t=now.wall_us, name=fault.name, state=state, target=fault.target)
        self._stage.truth.add(record)

    def _targets(self, fault: Fault) -> list[Peer]:
        return self._hub.peers(*target_channels(fault))

    def _assets(self, fault: Fault) -> frozenset[str]:
        exchange = self._stage.exchange
        target = fault.target or next(iter(exchange.books))
        if target in exchange.books:
            return frozenset(exchange.books[target].assets)
        if target in exchange.by_asset:
            return frozenset({target})
        raise UsageError(f"fault freeze-asset: the venue has no market or asset {target!r}.")

    def _torn_frame(self, peer: Peer) -> bytes:
        assets = list(peer.assets) if isinstance(peer, MarketPeer) else []
        books = self._stage.books(assets[:1])
        text = books[0].text if books else '{"event_type":"order","id":"0x'
        frame = text_frame(text)
        return frame[: len(frame) // 2]

    def _big_frames(self) -> None:
        for peer in self._hub.peers(Channel.MARKET):
            if not isinstance(peer, MarketPeer) or not peer.open:
                continue
            texts = [message.text for message in self._stage.books(sorted(peer.assets))]
            if texts:
                times = 1 + BIG_FRAME // sum(len(text) + 1 for text in texts)
                peer.say(f"[{','.join(texts * times)}]")


def target_channels(fault: Fault) -> tuple[Channel, ...]:
    """Channels a fault's target names; raises UsageError for a word that is none."""
    if fault.target == "all":
        return tuple(Channel)
    try:
        return (Channel(fault.target or "market"),)
    except ValueError:
        raise UsageError(
            f"fault {fault.name} has no target {fault.target!r}.", "Use market, user, sports, all."
        ) from None
