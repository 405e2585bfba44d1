"""The same truth on a real tape: a planted evening performed by the venue, with its labels.

The traders are those of the venue's own evenings (`simulate.plans`), so that what is tested is the
whole way: frames, fold, film, decisions, labels.
"""

from __future__ import annotations

from collections.abc import Iterator

from gametape.simulate.evening import make_evening
from gametape.simulate.plans import Trader
from gametape.simulate.pricing import Reaction
from gametape.simulate.script import Action, PlaceOrder, RetoldScript, Script
from gametape.simulate.taping import EveningTape
from gametape.simulate.venue.exchange import handles
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder


class Overheard(RetoldScript):
    """A script whose orders are written down while it is performed; see `Script`."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.orders: dict[str, str] = {}

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`; `orders` holds the label of every order placed so far, by name."""
        for action in self._script.actions():
            if isinstance(action, PlaceOrder):
                self.orders[action.order] = action.label
            yield action


def tape_planted(
    folder: SessionFolder,
    *,
    sport: str = "basketball",
    seed: int = 1,
    trader: Trader = "planted",
    reaction: Reaction = "overreacting",
    rate: float = 0.1,
) -> dict[str, str]:
    """Tape an evening of natural length, the main market only; gives labels by order id.

    The label of an order is what it was planted to show, "" for nothing in particular. `rate` is
    how busy the crowd is: the behaviours do not depend on it. Raises TapeError if the session
    cannot be written.
    """
    main = {"basketball": "moneyline", "tennis": "moneyline", "soccer": "home"}[sport]
    script = make_evening(sport, seed, markets=[main], trader=trader, reaction=reaction, rate=rate)
    heard = Overheard(script)
    EveningTape(heard, seed=seed).write(folder)
    wallet = Manifest.load(folder.manifest_path).wallet
    return {handles.hash_id("order", wallet, name): label for name, label in heard.orders.items()}
