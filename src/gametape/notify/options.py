"""What can be set about notifications: `[notify]` in gametape.toml. Targets are never among it."""

from __future__ import annotations

from typing import Annotated

import msgspec

EVENTS = ("session", "trouble", "report", "goals", "insights")
"""What can be told of, each a setting of `NotifyOptions`."""


class NotifyOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, all of it off until it is asked for.

    `session` tells that a recording has ended, `trouble` that it is poor or has holes, `report`
    what the judged evening came to, `goals` whether they were kept in it, `insights` what newly
    stands out from chance over all evenings. Money is left out unless `amounts`; sizes and the
    wallet always are. `timeout_s` is how long all targets together may take.
    """

    session: bool = False
    trouble: bool = False
    report: bool = False
    goals: bool = False
    insights: bool = False
    amounts: bool = False
    timeout_s: Annotated[float, msgspec.Meta(ge=1, le=120)] = 20.0

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of what is on."""
        return tuple(name for name in EVENTS if getattr(self, name))

    def everything(self) -> NotifyOptions:
        """The same with every event on, for a preview."""
        return msgspec.structs.replace(self, **dict.fromkeys(EVENTS, True))
