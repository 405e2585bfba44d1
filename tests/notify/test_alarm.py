"""Trouble is told when it has lasted a minute, then not again for a quarter of an hour."""

from __future__ import annotations

from gametape.model.times import MINUTE, SECOND
from gametape.notify.alarm import AGAIN_US, LASTS_US, AlarmWatch

DOWN = "NOT CONNECTED to the market feed."


def test_a_short_trouble_is_not_told() -> None:
    watch = AlarmWatch("Owls")
    for minute in range(5):
        assert watch.hear(minute * MINUTE, DOWN) is None
        assert watch.hear(minute * MINUTE + LASTS_US - 1, DOWN) is None
        assert watch.hear(minute * MINUTE + 59 * SECOND + 999_999, "") is None


def test_a_lasting_one_is_told_and_not_each_second() -> None:
    watch = AlarmWatch("Owls @everyone")
    told = [
        (second, found)
        for second in range(2 * AGAIN_US // SECOND)
        if (found := watch.hear(second * SECOND, f"{DOWN} {second} s"))
    ]
    assert [second for second, _ in told] == [60, 60 + 15 * 60]
    first = told[0][1]
    assert first.title == "Recording in TROUBLE: Owls @\u200beveryone"
    assert first.lines[0] == f"{DOWN} 60 s"


def test_another_trouble_soon_after_waits_its_turn() -> None:
    watch = AlarmWatch("Owls")
    watch.hear(0, DOWN)
    assert watch.hear(LASTS_US, DOWN) is not None
    assert watch.hear(LASTS_US + 1, "") is None
    again = LASTS_US + 2 * MINUTE
    assert watch.hear(again, DOWN) is None
    assert watch.hear(again + LASTS_US, DOWN) is None
    assert watch.hear(LASTS_US + AGAIN_US, DOWN) is not None


def test_a_folder_is_not_named() -> None:
    watch = AlarmWatch("Owls")
    alarm = "/data/me/raw/00001.jsonl.zst cannot be written: No space left."
    watch.hear(0, alarm)
    told = watch.hear(LASTS_US, alarm)
    assert told is not None
    assert told.lines[0] == "... cannot be written: No space left."
