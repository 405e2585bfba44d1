"""What a game's own clock says, as one running number: game microseconds since the start.

Recordings of a game without wall time are placed by this number. A break stands still on it, and
so that its end can be told from its beginning each period starts one microsecond after the one
before has ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from gametape.errors import UsageError
from gametape.model.times import HOUR, MINUTE, SECOND

BREAK_US = 1
"""What a break between two periods takes on the game's clock."""

_SHOWN = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:\.(\d{1,6}))?", re.ASCII)


class Period(msgspec.Struct, frozen=True):
    """One period: where it starts on the running clock, and what the shown clock does in it.

    `start_us` and `length_us` are microseconds of the running clock (`length_us` None: open);
    `shows_us` is what the shown clock says at the start; it counts `down` or up from there.
    """

    name: str
    start_us: int
    length_us: int | None
    shows_us: int = 0
    down: bool = False

    def answers_to(self, name: str) -> bool:
        """Whether this is the period of a name in either order (`OT2`, `2ot`)."""
        return sorted(name.strip().upper()) == sorted(self.name)

    def position_us(self, shown_us: int) -> int:
        """Running clock at a shown time; raises UsageError if the period never shows it."""
        since = self.shows_us - shown_us if self.down else shown_us - self.shows_us
        if since < 0 or (self.length_us is not None and since > self.length_us):
            raise UsageError(f"the clock of {self.name or 'the match'} never shows this time.")
        return self.start_us + since


class GameClock(msgspec.Struct, frozen=True):
    """The periods of a game, in order."""

    periods: tuple[Period, ...]

    def period(self, name: str) -> Period:
        """The period of a name (`Q1`, also `1Q`); raises UsageError naming those there are."""
        for period in self.periods:
            if period.answers_to(name):
                return period
        known = ", ".join(period.name for period in self.periods[:6] if period.name)
        raise UsageError(f"period {name[:20]!r} is not known.", f"Known are: {known}.")

    def at_start(self) -> int:
        """Running clock at the very start."""
        return self.periods[0].start_us

    def read(self, text: str) -> int:
        """Running clock of `Q1 12:00` (the name is optional when there is one period).

        Raises UsageError.
        """
        name, _, shown = text.strip().rpartition(" ")
        if not name and len(self.periods) == 1:
            return self.periods[0].position_us(shown_us(shown))
        return self.period(name).position_us(shown_us(shown))


def shown_us(text: str) -> int:
    """Microseconds of a clock's text: `12:00`, `0:04.2`, `1:21:25`; raises UsageError."""
    match = _SHOWN.fullmatch(text.strip())
    if match is None or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):
        raise UsageError(f"{text[:20]!r} is not a clock's time.", "Write it as 12:00 or 1:21:25.")
    hours, minutes, seconds, fraction = match.groups()
    fine = int((fraction or "").ljust(6, "0"))
    return int(hours or 0) * HOUR + int(minutes) * MINUTE + int(seconds) * SECOND + fine


def _in_row(parts: Sequence[tuple[str, int | None, int, bool]]) -> GameClock:
    """Periods of (name, length, shown at the start, down), each after a break."""
    periods: list[Period] = []
    start_us = 0
    for name, length_us, shows_us, down in parts:
        periods.append(Period(name, start_us, length_us, shows_us, down))
        start_us += (length_us or 0) + BREAK_US
    return GameClock(tuple(periods))


def basketball_clock(quarter_us: int = 12 * MINUTE, overtimes: int = 10) -> GameClock:
    """Four quarters (12 minutes in the NBA, 10 elsewhere) and overtimes of 5, counting down."""
    quarters = [(f"Q{number}", quarter_us, quarter_us, True) for number in range(1, 5)]
    overtime = 5 * MINUTE
    extra = [(f"OT{number}", overtime, overtime, True) for number in range(1, overtimes + 1)]
    return _in_row([*quarters, *extra])


SOCCER_PERIODS = (("1H", 0), ("2H", 45), ("ET1", 90), ("ET2", 105), ("PEN", 120))
"""Soccer's periods with the minute that the shown clock starts at."""


def soccer_clock(lengths_us: Sequence[int] = ()) -> GameClock:
    """Halves counting up, as long as they really took (the last one, or unknown ones: open).

    The second half shows 45:00 again however long the first took. Where a length is not known,
    45 minutes (15 in extra time) are assumed for what comes after it.
    """
    starts: list[Period] = []
    start_us = 0
    for number, (name, minute) in enumerate(SOCCER_PERIODS):
        length = lengths_us[number] if number < len(lengths_us) else None
        starts.append(Period(name, start_us, length, minute * MINUTE))
        assumed = (45 if number < 2 else 15) * MINUTE
        start_us += (assumed if length is None else length) + BREAK_US
    return GameClock(tuple(starts))


ELAPSED_CLOCK = _in_row([("", None, 0, False)])
"""A clock that only runs: elapsed time of a match, as tennis has it."""
