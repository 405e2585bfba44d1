"""The venue as a command: another process, its settings on one line, its truth in a file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from simulate.venue.venue_client import listen, market

from gametape.simulate.__main__ import main
from gametape.simulate.venue.truth.log import TruthLog


def started(*options: str) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "gametape.simulate", *options], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def test_it_performs_in_its_own_process_and_stops_when_told(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    process, settings = started(
        *("--stress", "2000:1:2", "--hold", "--truth", str(truth)),
        *("--fault", "missed@0.2+0.3", "--fault", "unknown@w0.3"),
    )
    try:
        assert set(settings) == {
            "POLYMARKET_WS_MARKET",
            "POLYMARKET_WS_USER",
            "POLYMARKET_WS_SPORTS",
            "POLYMARKET_CLOB_API",
            "POLYMARKET_GAMMA_API",
            "POLYMARKET_DATA_API",
            "POLYMARKET_API_KEY",
            "POLYMARKET_SECRET",
            "POLYMARKET_PASSPHRASE",
            "POLYMARKET_WALLET",
            "GAMETAPE_EVENT",
        }

        async def run() -> int:
            from gametape.simulate.stress import make_stress

            stress = make_stress(2000, 1, 2)
            assets = [outcome.asset for rules in stress.markets for outcome in rules.outcomes]
            url = settings["POLYMARKET_WS_MARKET"]
            async with listen(url, market(*assets, custom=True)) as client:
                await client.heard(1501)
                return len(client.frames)

        assert asyncio.run(run()) > 1500
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
    assert process.returncode == 0
    log = TruthLog.load(truth)
    assert [interval.name for interval in log.fault_intervals()] == ["missed", "unknown"]
    assert {hole.cause for hole in log.holes} == {"missed"}


def test_it_ends_by_itself_when_asked_to() -> None:
    process, _ = started("--stress", "100:0.1:1", "--linger", "0")
    process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fault", "freez@1"], "Did you mean 'freeze'"),
        (["--sport", "curling"], "curling"),
        (["--stress", "many"], "--stress"),
        (["--tape", os.devnull], "cannot be read"),
    ],
)
def test_mistakes_are_one_line(
    options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(options) != 0
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
