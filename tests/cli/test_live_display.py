"""The terminal while recording: 80 columns, loud when something is wrong, quiet otherwise."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from gametape.cli.live_display import LiveDisplay, clock_text
from gametape.record.control.progress import Progress

CALM = Progress(
    session="nba-a-b",
    title="Lakers vs. Celtics, a title that is much longer than any terminal is wide, " * 2,
    elapsed_us=3_723_000_000,
    game="88-91 Q4 2:13",
    frames=123_456,
    books=2_000,
    trades=1_500,
    own_orders=12,
    own_fills=7,
    rate=412.3,
    lag_ms=41.5,
    last_message_age_us=120_000,
    holes=2,
    open_holes=0,
    tape_bytes=12_345_678,
    disk_free_bytes=10**11,
    links={"polymarket.market#1": "subscribed"},
    alarm="",
)
ALARM = msgspec.structs.replace(CALM, alarm="NOTHING ARRIVES: no market message for 21 s.")


def lines(*progress: Progress, only_alarms: bool = False) -> list[str]:
    """What is said where there is no terminal."""
    out = io.StringIO()
    display = LiveDisplay(Console(file=out, width=200), {}, only_alarms=only_alarms)
    with display.shown():
        for one in progress:
            display.update(one)
    return out.getvalue().splitlines()


def test_a_line_every_ten_seconds_without_a_terminal() -> None:
    assert len(lines(*[CALM] * 21)) == 3


def test_an_alarm_is_said_at_once_and_its_end_too() -> None:
    said = lines(CALM, CALM, ALARM, ALARM, CALM)
    assert ["NOTHING ARRIVES" in line for line in said] == [False, True, False]


def test_json_output_leaves_only_alarms_on_stderr() -> None:
    assert lines(*[CALM] * 30, only_alarms=True) == []
    said = lines(CALM, *[ALARM] * 20, CALM, only_alarms=True)
    assert 2 <= sum("NOTHING ARRIVES" in line for line in said) <= 4


@pytest.mark.parametrize("progress", [CALM, ALARM])
def test_the_page_fits_80_columns(progress: Progress) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None)
    display = LiveDisplay(console, {"1": "Timeout", "2": "Run"})
    display.ago_s = 10
    display.said = "tagged Timeout"
    with display.shown():
        display.update(progress)
    page = out.getvalue()
    for words in ("1:02:03", "88-91 Q4 2:13", "123456", "412/s", "12.3 MB", "next tag 10 s ago"):
        assert words in page
    assert (progress.alarm in page) or not progress.alarm


def test_durations() -> None:
    assert clock_text(0) == "0:00:00"
    assert clock_text(3_723_000_000) == "1:02:03"
