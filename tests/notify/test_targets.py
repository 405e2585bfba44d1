"""Addresses of notifications: read from one text, and never shown."""

from __future__ import annotations

import pytest

from gametape.notify.targets import read_targets

MAIL = "mailto://me:pa,ss@example.com?to=a@x.com,b@x.com"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", ()),
        ("  \n", ()),
        ("discord://a/b", ("discord://a/b",)),
        ("discord://a/b tgram://c/d\n", ("discord://a/b", "tgram://c/d")),
        ("discord://a/b,tgram://c/d", ("discord://a/b", "tgram://c/d")),
        (f"{MAIL} discord://a/b discord://a/b", (MAIL, "discord://a/b")),
    ],
)
def test_targets_are_read(text: str, urls: tuple[str, ...]) -> None:
    assert read_targets(text).urls == urls


def test_targets_are_not_shown() -> None:
    told = read_targets("discord://token")
    assert f"{told!r} {told}" == "Targets(1) Targets(1)"
