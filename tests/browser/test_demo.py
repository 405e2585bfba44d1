"""The first command of a newcomer: `gametape demo` ends in a room that plays a game."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

from browser.looking import OpenPage
from browser.room import Room, eventually
from browser.serving import Server
from playwright.sync_api import expect

PATIENCE_S = 60


class Shown:
    """Where a demo shows its page."""

    def __init__(self, url: str) -> None:
        self.url = url


def test_the_demo_opens_before_the_swing_and_plays(
    tmp_path: Path, built_page: Path, open_page: OpenPage
) -> None:
    kept = {name: value for name, value in os.environ.items() if "POLYMARKET" not in name}
    command = [sys.executable, "-m", "gametape", "demo", "--sport", "tennis", "--no-open"]
    demo = subprocess.Popen(
        [*command, "--port", "0"],
        cwd=tmp_path,
        env={**kept, "GAMETAPE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert demo.stdout is not None
        said = ""
        for line in demo.stdout:
            said += line
            if found := re.search(r"(http://[\d.:]+)(/s/\S+)", line):
                break
        else:
            raise AssertionError(said)
        assert "agree" in said  # the certificate
        assert "The trader's first fills" in said
        room = Room(open_page(found[2], server=cast("Server", Shown(found[1]))))
        expect(room.clock).to_be_visible()
        expect(room.page.get_by_role("button", name="Pause")).to_be_visible()
        begun = room.seconds
        eventually(room.page, lambda: room.seconds > begun + 1)
        room.tab("Fills")
        rows = room.page.get_by_role("tabpanel").get_by_text(re.compile("Buy|Sell"))
        expect(rows.first).to_be_visible()
        room.page.close()
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=PATIENCE_S)
    assert demo.returncode in (0, 130)
