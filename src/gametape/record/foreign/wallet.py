"""Own trades joined to a session afterwards, by wallet address, when no credentials were there."""

from __future__ import annotations

import msgspec

from gametape.errors import TapeError, UsageError
from gametape.model.frames import Kind
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.rest import PolymarketRest


class WalletReport(msgspec.Struct, frozen=True):
    """What was joined: pages read, fills they gave, and what to know about their times."""

    session: str
    pages: int
    fills: int
    warnings: list[str]


async def join_wallet(folder: SessionFolder, rest: PolymarketRest, address: str) -> WalletReport:
    """Read a wallet's whole history in the session's markets and append it to the tape.

    Raises UsageError for a session without markets, VenueError when the venue does not answer.
    """
    manifest = Manifest.load(folder.manifest_path)
    conditions = [rules.market for rules in manifest.markets]
    if not conditions:
        raise UsageError(f"{folder.slug} names no markets to look for.")
    pages: list[tuple[str, bytes]] = []
    async for page in rest.wallet_trades(address, conditions):
        pages += [(page.source, raw) for raw in page.lines]
    async for page in rest.wallet_activity(address, conditions):
        pages += [(page.source, raw) for raw in page.lines]
    fold = SessionFold(address)
    with TapeWriter(folder) as tape:
        if tape.resumed_from is None:
            raise TapeError(f"The tape of {folder.slug} is empty.")
        at_us = tape.resumed_from.t
        for source, raw in pages:
            seq = tape.append(Kind.USER, f"{source}#0", raw, at_us)
            fold.feed(Line(t=at_us, q=seq, k=Kind.USER, c=f"{source}#0", m=msgspec.Raw(raw)))
    words = "Fills joined by wallet have times to the second and no order life or maker side."
    joined = msgspec.structs.replace(
        manifest, wallet=address, warnings=list(dict.fromkeys([*manifest.warnings, words]))
    )
    joined.save(folder.manifest_path)
    return WalletReport(folder.slug, len(pages), len(fold.state.fills), [words])
