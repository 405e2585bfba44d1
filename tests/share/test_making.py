"""The one file: what was left out is nowhere in its bytes, and no words in it become markup."""

from __future__ import annotations

import json
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from share.conftest import PAGE
from share.opened import Elements, Opened

from gametape.errors import GametapeError, UsageError
from gametape.model.trading import ChangeKind
from gametape.replay.film.stored import Film
from gametape.replay.timeline import ChangeEntry, GameEntry, Lists, NoteEntry
from gametape.share.choice import Choice, Extra, SharedNote, Stretch, extras_of
from gametape.share.contents import cautions
from gametape.share.document import template
from gametape.share.entries import cut_lists
from gametape.share.making import Shared, share
from gametape.share.redacting import redacted

HOSTILE = "</script><!--<script>alert(1)</script> ]]> & \" ' \u2028 <img src=x onerror=alert(1)>"


def note(at_us: int, text: str = HOSTILE) -> SharedNote:
    return SharedNote(kind="note", at_us=at_us, to_us=None, title=text, text=text, tags=[text])


def one(
    film: Film,
    *extras: Extra,
    notes: list[SharedNote] | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
    at_us: int | None = None,
) -> Shared:
    choice = Choice(extras=frozenset(extras), from_us=from_us, to_us=to_us, at_us=at_us)
    (made,) = share(film, notes or [], choice, page=PAGE)
    return made


def test_a_file_holds_the_session(film: Film) -> None:
    whole = film.timeline()
    made = one(film, "money", "sizes", "wallet")
    opened = Opened(made.html)
    assert msgspec.structs.asdict(opened.timeline)["fills"] == whole.fills
    assert opened.timeline.orders == whole.orders
    assert opened.tracks[0].rows == film.track(0).rows
    assert (opened.meta.sizes, opened.meta.money) == ("shares", "dollars")
    assert opened.meta.at_us == whole.fills[0].at_us - 5_000_000
    assert made.contents.bytes == len(made.html)
    assert made.html == one(film, "money", "sizes", "wallet").html


def test_without_sizes_no_print_and_no_name_tells_them(film: Film) -> None:
    whole = film.timeline()
    made = one(film)
    opened = Opened(made.html)
    ids = {part for fill in whole.fills for part in fill.key.split("/")}
    ids |= {order.order_id for order in whole.orders}
    said = opened.told.decode()
    assert not [name for name in ids if len(name) > 5 and name in said]
    assert "$" not in json.dumps(json.loads(said)["fills"])
    track, shown = film.track(0), opened.tracks[0]
    times, cells, kept, _ = shown.trade_columns()
    for fill in whole.fills:
        cell = fill.cell if fill.asset == track.header.asset else 10_000 - (fill.cell or 0)
        near = (np.abs(times - fill.at_us) <= 1_000_000) & (cells == cell)
        assert not (kept[near] == fill.size).any()
    assert (kept > 0).any()
    assert (opened.meta.sizes, opened.meta.money) == ("parts", "cents")


def test_a_print_that_comes_before_the_report_of_its_fill_tells_nothing_either(film: Film) -> None:
    """The file ends between the two, and the file of what follows may tell of the fill."""
    whole = film.timeline()
    times, cells, sizes, _ = film.track(0).trade_columns()
    asset, seen = film.track(0).header.asset, 0
    for fill in {one.key: one for one in reversed(whole.fills)}.values():
        cell = fill.cell if fill.asset == asset else 10_000 - (fill.cell or 0)
        mine = (cells == cell) & (sizes == fill.size)
        mine &= (times > fill.at_us - 1_000_000) & (times < fill.at_us)
        if mine.any():
            seen += 1
            shown = Opened(one(film, to_us=fill.at_us - 1).html).tracks[0].trade_columns()
            assert not shown[2][np.isin(shown[0], times[mine]) & (shown[1] == cell)].any()
    assert seen > 0


@pytest.mark.parametrize("times", [3, 7])
def test_somebody_who_trades_more_makes_the_same_file(film: Film, times: int) -> None:
    timeline = film.timeline()
    more = msgspec.structs.replace(
        timeline,
        fills=[
            msgspec.structs.replace(
                one, size=one.size * times, fee=None if one.fee is None else one.fee * times
            )
            for one in timeline.fills
        ],
        orders=[
            msgspec.structs.replace(one, size=one.size * times, matched=one.matched * times)
            for one in timeline.orders
        ],
    )
    whole = Stretch(timeline.from_us, timeline.to_us)
    shown = [redacted(cut_lists(told, whole), told, Choice()) for told in (timeline, more)]
    assert shown[0].orders == shown[1].orders
    for one, other in zip(shown[0].fills, shown[1].fills, strict=True):
        assert msgspec.structs.replace(one, fee=0) == msgspec.structs.replace(other, fee=0)
        assert abs((one.fee or 0) - (other.fee or 0)) <= 1


@pytest.mark.parametrize(
    ("extras", "sizes", "money"),
    [((), "parts", "cents"), (("sizes",), "shares", "none"), (("money",), "shares", "dollars")],
)
def test_what_is_said_of_it_fits_what_is_in_it(
    film: Film, extras: tuple[Extra, ...], sizes: str, money: str
) -> None:
    made = one(film, *extras)
    opened = Opened(made.html)
    assert (opened.meta.sizes, opened.meta.money) == (sizes, money)
    out = " ".join(made.contents.left_out)
    assert ("Own sizes" in out) == (sizes == "parts")
    assert ("Money" in out) == (money != "dollars")
    assert "wallet" in out
    timeline = film.timeline()
    paid = [msgspec.structs.replace(fill, fee=12_345) for fill in timeline.fills]
    lists = Lists(fills=paid)
    shown = redacted(lists, timeline, Choice(extras=frozenset(extras))).fills
    assert any(fill.fee for fill in shown) == (money != "none")
    assert all(fill.fee == 12_345 for fill in shown) == (money == "dollars")


def test_strangers_words_end_no_element(film: Film) -> None:
    timeline = film.timeline()
    made = one(film, notes=[note(timeline.from_us + 1_000_000)])
    elements = Elements(made.html)
    scripts = 2 + len(film.facts.tracks)
    assert elements.tags == ["html", "head", "title", "body", *["script"] * scripts]
    opened = Opened(made.html)
    assert opened.meta.notes[0].text == HOSTILE
    assert b"<img" not in made.html
    assert any(
        "amount" in words
        for words in one(film, notes=[note(timeline.from_us, "lost $5")]).contents.cautions
    )


def test_words_spoken_on_the_tape_and_marks_that_tell_an_amount_are_named_too(film: Film) -> None:
    timeline = film.timeline()
    spoken = NoteEntry(seq=1, at_us=1, text="down 400 dollars", noted_us=1)
    mark = GameEntry(
        seq=1, at_us=1, happened_us=1, name="tag", text="+$20", game="", score="", period="",
        game_clock="", status="", team="", live=None, ended=None, tag=True,
    )  # fmt: skip
    told = msgspec.structs.replace(timeline, notes_on_tape=[spoken], game=[mark])
    assert "2 notes name an amount" in cautions(told, [], Choice())[-1]
    assert "down 400" in cautions(told, [], Choice())[-1]
    score = msgspec.structs.replace(mark, tag=False)
    told = msgspec.structs.replace(timeline, notes_on_tape=[], game=[score])
    assert not any("amount" in words for words in cautions(told, [], Choice()))


def test_a_clip_ends_where_it_ends(film: Film) -> None:
    timeline = film.timeline()
    start, end = timeline.from_us + 40_000_000, timeline.from_us + 80_000_000
    inside, outside = note(start + 1, "in"), note(end + 1, "out")
    long = msgspec.structs.replace(inside, kind="clip", to_us=end + 5)
    made = one(film, notes=[outside, long], from_us=start, to_us=end, at_us=start + 7)
    opened = Opened(made.html)
    assert (opened.timeline.from_us, opened.timeline.to_us) == (start, end)
    assert opened.meta.at_us == start + 7
    assert [(one.title, one.to_us) for one in opened.meta.notes] == [("in", end)]
    assert opened.tracks[0].time_us(opened.tracks[0].rows - 1) <= end
    assert "Everything before and after" in " ".join(made.contents.left_out)


def test_without_notes_none_is_in_it(film: Film) -> None:
    notes = [note(film.timeline().from_us)]
    (made,) = share(film, notes, Choice(notes=False), page=PAGE)
    assert Opened(made.html).meta.notes == []
    assert "1 note, and marks" in " ".join(made.contents.left_out)


def test_what_is_too_large_becomes_parts_that_follow_one_another(film: Film) -> None:
    whole = one(film)
    limit = len(whole.html) // 2
    found = share(film, [], Choice(), page=PAGE, limit=limit)
    assert len(found) >= 3
    assert all(len(made.html) <= limit for made in found)
    timeline = film.timeline()
    contents = [made.contents for made in found]
    assert (contents[0].from_us, contents[-1].to_us) == (timeline.from_us, timeline.to_us)
    assert all(after.from_us == before.to_us + 1 for before, after in pairwise(contents))
    assert [(c.part, c.parts) for c in contents] == [(n + 1, len(found)) for n in range(len(found))]
    with pytest.raises(GametapeError, match="too large"):
        share(film, [], Choice(), page=PAGE, limit=1_000)


def test_impossible_wishes_are_refused(film: Film) -> None:
    timeline = film.timeline()
    late, early = timeline.from_us + 9, timeline.from_us + 5
    for choice in (
        Choice(from_us=late, to_us=early),
        Choice(from_us=timeline.to_us + 5),
        Choice(from_us=late, at_us=early),
    ):
        with pytest.raises(UsageError):
            share(film, [], choice, page=PAGE)
    assert extras_of(["money, wallet", ""]) == {"money", "wallet"}
    with pytest.raises(UsageError, match="dollars"):
        extras_of(["dollars"])


def test_a_page_that_is_not_there_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("page")
    with pytest.raises(GametapeError, match="not built"):
        template(folder / "share.html")
    (folder / "share.html").write_text("<html></html>")
    with pytest.raises(GametapeError, match="not the page"):
        template(folder / "share.html")


def test_what_moved_without_a_trade_needs_sizes(film: Film) -> None:
    timeline = film.timeline()
    split = ChangeEntry(
        seq=1, at_us=timeline.from_us, key="0xabc", kind=ChangeKind.SPLIT, market="m", asset="",
        size=70_000_000, cash=-70_000_000, happened_us=1, transaction="0xdef",
    )  # fmt: skip
    lists = Lists(changes=[split])
    assert redacted(lists, timeline, Choice()).changes == []
    (shown,) = redacted(lists, timeline, Choice(extras=frozenset(["sizes"]))).changes
    assert (shown.key, shown.transaction, shown.cash, shown.size) == ("c1", "", None, 70_000_000)
    everything = Choice(extras=frozenset(["money", "wallet"]))
    assert redacted(lists, timeline, everything).changes == [split]
