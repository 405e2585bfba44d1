"""Messages of the sports feed (polymarket-api.md section 6.1): no time of their own, any game's."""

from __future__ import annotations

import msgspec

from gametape.model.times import iso_text
from gametape.simulate.script import GameUpdate, Script
from gametape.simulate.venue.exchange.happenings import Moment

LEAGUES = {"basketball": "nba", "tennis": "atp", "soccer": "epl"}


def league(sport: str) -> str:
    """The feed's abbreviation of a league of this sport."""
    return LEAGUES.get(sport, sport)


def game_result(script: Script, update: GameUpdate, now: Moment) -> str:
    """What the feed says of the script's own game."""
    message: dict[str, object] = {
        "gameId": script.game_id,
        "leagueAbbreviation": league(script.sport),
        "slug": script.event_slug,
        "homeTeam": script.home,
        "awayTeam": script.away,
        "status": update.status,
        "score": update.score,
        "period": update.period,
        "elapsed": update.elapsed,
        "live": update.live,
        "ended": update.ended,
    }
    if update.ended:
        message["finished_timestamp"] = iso_text(now.venue_us)
    return msgspec.json.encode(message).decode()


def other_game(script: Script, number: int) -> str:
    """What the feed says meanwhile of a game nobody here asked for: all games are broadcast."""
    message = {
        "gameId": script.game_id + 1,
        "leagueAbbreviation": league(script.sport),
        "slug": f"{league(script.sport)}-other-game-{script.game_id + 1}",
        "homeTeam": "Somewhere Else",
        "awayTeam": "Another Town",
        "status": "InProgress",
        "score": f"{number // 2}-{number - number // 2}",
        "period": "1H",
        "live": True,
        "ended": False,
    }
    return msgspec.json.encode(message).decode()
