"""What a session won or lost, where its film can tell."""

from __future__ import annotations

from gametape.replay.film.stored import Film
from gametape.replay.playhead import Playhead


def final_pnl(film: Film) -> int | None:
    """Profit or loss of all markets with own fills at the session's end, in micro-dollars.

    At executable prices, fees included (`ledger.exposure`). None without own fills, and where a
    market's position could not be valued at the end. Raises TapeError if the film is damaged.
    """
    timeline = film.timeline()
    assets = {fill.market: fill.asset for fill in timeline.fills}
    if not assets:
        return None
    playhead = Playhead(timeline, film)
    playhead.seek(timeline.to_us)
    totals = [playhead.moment(asset).pnl.total for asset in assets.values()]
    known = [total for total in totals if total is not None]
    return sum(known) if len(known) == len(totals) else None
