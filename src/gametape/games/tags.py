"""Tags that the trader sets by a key press while the game is on, and the key sets for each sport.

A tag line has source `gametape.tag`: `{"tag": "2", "label": "Timeout", "ago_us": 0, "at_us": ...,
"note": ""}` (`key` is accepted for `tag`). What it marks happened `ago_us` before the key press.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, GameEvent
from gametape.model.grid import UNIFORM, PriceGrid

SOURCE = "gametape.tag"
"""The source of frames that this decoder reads."""


class _Tag(msgspec.Struct):
    at_us: int
    tag: str = ""
    key: str = ""
    label: str = ""
    ago_us: int = 0
    note: str = ""


_decoder = msgspec.json.Decoder(_Tag)


class TagDecoder:
    """Tag lines as game events named `tag`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        try:
            tag = _decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(f"not a tag: {error}.") from None
        label = tag.label or tag.tag or tag.key
        if tag.ago_us < 0 or not label:
            raise ParseError("a tag needs a label or key, and cannot lie in the future.")
        text = f"{label}: {tag.note}" if tag.note else label
        happened = tag.at_us - tag.ago_us
        return (GameEvent(seq=seq, recv_us=recv_us, name="tag", text=text, happened_us=happened),)


def _keys(*labels: str) -> Mapping[str, str]:
    return MappingProxyType({str(key): label for key, label in enumerate(labels, start=1)})


DEFAULT_TAGS = _keys(
    "Score", "Momentum swing", "Stoppage", "Injury", "Official's call", "Overturned", "I hesitate",
    "I tilt", "Look at this later",
)  # fmt: skip
"""Keys 1 to 9 for a game whose sport has no set of its own."""

TAG_SETS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "basketball": _keys(
        "Run", "Timeout", "Star on the bench", "Foul trouble", "Injury", "Review", "Ejection",
        "I tilt", "Look at this later",
    ),
    "american football": _keys(
        "Touchdown", "Turnover", "Red zone", "Big play", "Injury", "Flag", "Review", "I tilt",
        "Look at this later",
    ),
    "baseball": _keys(
        "Run scores", "Bases loaded", "Pitching change", "Home run", "Injury", "Review", "Rain",
        "I tilt", "Look at this later",
    ),
    "hockey": _keys(
        "Goal", "Power play", "Goalie pulled", "Penalty shot", "Injury", "Review", "Fight",
        "I tilt", "Look at this later",
    ),
    "soccer": _keys(
        "Goal", "Big chance", "Penalty", "Yellow card", "Red card", "VAR check", "Injury",
        "I tilt", "Look at this later",
    ),
    "tennis": _keys(
        "Break", "Break point", "Set point", "Double fault", "Medical timeout", "Challenge",
        "Rain", "I tilt", "Look at this later",
    ),
    "cricket": _keys(
        "Wicket", "Six", "Dropped catch", "Review", "No ball", "Rain", "Injury", "I tilt",
        "Look at this later",
    ),
    "esports": _keys(
        "Round or map", "First blood", "Big objective", "Comeback", "Pause", "Eco round",
        "Substitution", "I tilt", "Look at this later",
    ),
})  # fmt: skip
"""Default labels of keys 1 to 9 for each sport."""

_SPORT_OF_LEAGUE: Mapping[str, str] = MappingProxyType({
    "hoops": "basketball",  # the made-up games
    "nba": "basketball", "wnba": "basketball", "ncaab": "basketball", "cbb": "basketball",
    "cwbb": "basketball", "euroleague": "basketball",
    "nfl": "american football", "cfb": "american football", "ncaaf": "american football",
    "mlb": "baseball", "kbo": "baseball", "npb": "baseball",
    "nhl": "hockey", "khl": "hockey",
    "epl": "soccer", "mls": "soccer", "ucl": "soccer", "uel": "soccer", "lal": "soccer",
    "bun": "soccer", "sea": "soccer", "fl1": "soccer", "fifa": "soccer", "fif": "soccer",
    "atp": "tennis", "wta": "tennis", "itf": "tennis",
    "ipl": "cricket", "t20": "cricket", "odi": "cricket", "cric": "cricket",
    "cs2": "esports", "lol": "esports", "dota2": "esports", "val": "esports",
})  # fmt: skip


def sport_of(*words: str) -> str:
    """The first sport that any of these words names, as itself or as a league (`atp`: tennis).

    Nothing where all are unknown.
    """
    for word in words:
        plain = word.strip().lower()
        sport = _SPORT_OF_LEAGUE.get(plain, plain)
        if sport in TAG_SETS:
            return sport
    return ""


def tag_set(*words: str) -> Mapping[str, str]:
    """Labels by key for the first sport (`tennis`) or league (`atp`) among these words."""
    return TAG_SETS.get(sport_of(*words), DEFAULT_TAGS)
