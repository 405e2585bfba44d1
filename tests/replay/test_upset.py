"""Lines that may concern any book are told from those that name theirs."""

from __future__ import annotations

from replay.made import Script, book, change

from gametape.replay.session import SessionFold
from gametape.replay.upset import Upset
from gametape.tape.records import SegmentHead


def upsets(script: Script) -> list[bool]:
    fold, upset = SessionFold(), Upset()
    return [upset.by(fold.feed(line)) for line in script.lines]


def head(*, restart: bool) -> SegmentHead:
    return SegmentHead(format=1, session="made", segment=1, made_by="", reader="", restart=restart)


def test_links_and_holes_may_concern_any_book_and_changes_only_their_own() -> None:
    script = Script()
    script.link(0, "up")
    script.frame(1, book(1, {"0.5": "1"}, {}))
    script.frame(2, change(2, ("yes", "BUY", "0.5", "2")))
    script.hole(3, 1, 2, "silence")
    assert upsets(script) == [True, False, False, True]


def test_the_first_line_of_a_new_run_takes_trust_from_all() -> None:
    script = Script()
    script.frame(0, book(0, {"0.5": "1"}, {}))
    script.own(1, head(restart=True))
    script.frame(2, change(2, ("yes", "BUY", "0.5", "2")))
    script.frame(3, change(3, ("yes", "BUY", "0.5", "3")))
    assert upsets(script) == [False, False, True, False]


def test_the_first_line_after_missed_ones_concerns_all() -> None:
    script = Script()
    script.frame(0, change(0, ("yes", "BUY", "0.5", "2")))
    script.frame(1, change(1, ("yes", "BUY", "0.5", "3")))
    fold, upset = SessionFold(), Upset()
    upset.missed()
    assert [upset.by(fold.feed(line)) for line in script.lines] == [True, False]


def test_a_link_told_within_a_market_message_counts() -> None:
    script = Script()
    body = {
        "op": "status",
        "statusCode": "FAILURE",
        "errorCode": "TIMEOUT",
        "connectionClosed": True,
    }
    script.frame(0, body, "betfair.stream#1")
    assert upsets(script) == [True]
