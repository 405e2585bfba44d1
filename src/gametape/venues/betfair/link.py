"""What the streams say about themselves: connected, behind, refused, closed."""

from __future__ import annotations

from gametape.model.events import LinkChange, LinkState
from gametape.venues.betfair.wire import At, Message, OrderMessage

_BEHIND = 503
"""`status` of messages while Betfair's own services lag; absent when all is well."""


class LinkWatch:
    """Turns connection, status and `status` fields into link changes, one per change.

    Data that are late (503) are no break: what was told still holds and the next changes build on
    it, without a new image. So lateness is told as a remark on a link that stays `subscribed`.
    """

    __slots__ = ("_connection", "behind")

    def __init__(self, connection: str) -> None:
        self._connection = connection
        self.behind = False
        """Whether the last message said that the venue lags."""

    def lag(self, status: int | None, at: At) -> list[LinkChange]:
        """A remark when messages begin to say that they are late, and when that ends."""
        behind = status == _BEHIND
        if behind == self.behind:
            return []
        self.behind = behind
        detail = "Betfair says that its data are late (503)" if behind else "up to date again"
        return [self._link("subscribed", detail, at)]

    def talk(self, message: Message | OrderMessage, at: At) -> list[LinkChange]:
        """The greeting (`connection`) and answers (`status`) of a stream; none for other words."""
        if message.op == "connection":
            return [self._link("up", message.connection_id, at)]
        if message.op == "status" and message.connection_closed:
            detail = ": ".join(filter(None, (message.error_code, message.error_message)))
            return [self._link("down", detail or message.status_code, at)]
        return []

    def _link(self, state: LinkState, detail: str, at: At) -> LinkChange:
        return LinkChange(**at, connection=self._connection, state=state, detail=detail)
