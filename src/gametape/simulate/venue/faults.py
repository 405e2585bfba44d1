"""Faults by name: what can be made to go wrong at the venue, when, for how long, and to whom."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

import msgspec

from gametape.errors import UsageError
from gametape.model.times import SECOND

FAULTS = {
    "reset": "TCP reset in the middle of a frame; new sockets are refused for the duration",
    "freeze": "open sockets go silent though PONGs go on; target: market, user, sports or all",
    "freeze-asset": "one market's messages stop on open sockets; target: asset or condition id",
    "missed": "every n-th price_change is not sent (target: n, 3 if unsaid)",
    "duplicates": "every n-th message is sent twice (target: n, 2 if unsaid)",
    "arrays": "market messages come grouped in array frames",
    "unknown": "unknown event types and text frames in between",
    "bare-books": "the books a subscription begins with come without event_type",
    "big": "one market frame of 8 MiB",
    "rest-425": "REST answers 425, the matching engine restarts; target: start of the path",
    "rest-429": "REST answers 429 with Retry-After; target: start of the path",
    "rest-503": "REST answers 503; target: start of the path",
    "slow-rest": "REST answers late (target: milliseconds, 2000 if unsaid)",
    "credentials": "the user socket and private REST refuse everybody",
    "clock-step": "the venue's clock jumps (target: milliseconds, 2500 if unsaid)",
    "dirty-user": "user messages in the odd shapes seen in the wild (polymarket-api.md 5.2 to 5.4)",
}
"""Every fault with what it does."""

_FORM = re.compile(
    r"(?P<name>[a-z0-9-]+)@(?P<wall>w?)(?P<at>\d{1,9}(?:\.\d{1,6})?)"
    r"(?:\+(?P<for>\d{1,9}(?:\.\d{1,6})?))?(?::(?P<target>.+))?"
)


class Fault(msgspec.Struct, frozen=True):
    """A fault at `at_us` for `for_us` (0: to the end), in script time, or wall time if `wall`.

    Both count from the performance's start. A `reset` without duration and a `big` frame are over
    at once. `target` is the fault's own word, see FAULTS.
    """

    name: str
    at_us: int
    for_us: int = 0
    target: str = ""
    wall: bool = False

    @property
    def at_once(self) -> bool:
        """Whether it is over as soon as it has happened."""
        return self.name == "big" or (self.name == "reset" and self.for_us == 0)

    def number(self, otherwise: int) -> int:
        """The target as a number; raises UsageError if it is none."""
        try:
            return int(self.target) if self.target else otherwise
        except ValueError:
            raise UsageError(
                f"fault {self.name} wants a number as target, not {self.target!r}."
            ) from None

    def moment(self, script_us: int, elapsed_us: int) -> int:
        """The reading of this fault's own clock."""
        return elapsed_us if self.wall else script_us


def parse_fault(text: str) -> Fault:
    """`NAME@SECONDS[+SECONDS][:TARGET]`, wall seconds with a `w` before the first number.

    `freeze@90+20:market` freezes for 20 script seconds at 1:30, `missed@w5+3` for three real ones.
    Raises UsageError for a name that does not exist and anything else not of this form.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise UsageError(
            f"fault {text!r} is not of the form NAME@SECONDS[+SECONDS][:TARGET].",
            f"Names: {', '.join(FAULTS)}.",
        )
    fault = Fault(
        name=found["name"],
        at_us=_us(found["at"]),
        for_us=_us(found["for"] or "0"),
        target=found["target"] or "",
        wall=bool(found["wall"]),
    )
    check_fault(fault)
    return fault


def check_fault(fault: Fault) -> None:
    """Raise UsageError for an unknown name or a target the fault cannot use."""
    if fault.name not in FAULTS:
        near = difflib.get_close_matches(fault.name, FAULTS, 1)
        raise UsageError(
            f"there is no fault {fault.name!r}.",
            f"Did you mean {near[0]!r}?" if near else f"Names: {', '.join(FAULTS)}.",
        )
    if fault.name in ("missed", "duplicates", "slow-rest", "clock-step"):
        fault.number(0)


def _us(seconds: str) -> int:
    return round(float(seconds) * SECOND)


class FaultBoard:
    """Which faults are on; asked with the time, told of no clock."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._waiting = sorted(faults, key=lambda fault: fault.at_us)
        for fault in self._waiting:
            check_fault(fault)
        self.active: dict[str, Fault] = {}

    def begin(self, fault: Fault) -> None:
        """Switch a fault on by hand."""
        check_fault(fault)
        if not fault.at_once:
            self.active[fault.name] = fault

    def end(self, name: str) -> Fault | None:
        """Switch a fault off; None if it was not on."""
        return self.active.pop(name, None)

    def poll(self, script_us: int, elapsed_us: int) -> tuple[list[Fault], list[Fault]]:
        """Faults that end and faults that begin by now."""
        if not self._waiting and not self.active:
            return [], []
        ended = [
            fault
            for fault in self.active.values()
            if fault.for_us and fault.moment(script_us, elapsed_us) >= fault.at_us + fault.for_us
        ]
        for fault in ended:
            del self.active[fault.name]
        begun = [f for f in self._waiting if f.moment(script_us, elapsed_us) >= f.at_us]
        self._waiting = [fault for fault in self._waiting if fault not in begun]
        for fault in begun:
            self.begin(fault)
        return ended, begun

    def next_us(self, *, wall: bool) -> int | None:
        """When the next waiting fault of this clock begins, or None."""
        times = [fault.at_us for fault in self._waiting if fault.wall is wall]
        return min(times, default=None)
