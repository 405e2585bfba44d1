"""What holds for all tests: chosen cases are the same in every run, and browser tests come last.

`python3 run.py test --hypothesis-profile=exploring` lets property tests look at cases of their own
choice, new ones in each run.
"""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SECONDS = {
    "browser/test_replay_future": 90, "browser/test_record": 85, "browser/test_replay_states": 85,
    "browser/test_analysis": 80, "record/test_recorder": 70, "api/test_recordings": 70,
    "record/test_end_to_end": 65, "browser/test_books_shown": 60, "browser/test_sessions": 60,
    "browser/test_replay": 45, "browser/test_newcomer": 40, "browser/test_shell": 35,
    "browser/test_settings": 30, "test_house": 25, "browser/test_replay_notes": 25,
    "cli/test_record": 25, "analyze/patterns/test_season": 25, "replay/film/test_building": 25,
    "browser/test_video": 25, "test_run_checks": 20, "simulate/test_evening": 20,
    "record/test_shared_data": 20, "browser/test_demo": 20, "tape/test_damage": 20,
    "simulate/corpus/test_acceptance": 20, "record/test_packed_data": 20,
    "record/test_short_way": 15, "kernel/test_choice": 15, "ledger/test_rehearsal": 15,
    "test_packaging": 15, "kernel/test_sanitized": 15, "api/test_live": 15,
    "library/test_crews": 10, "cli/test_errors": 10, "library/keeping/test_backup": 10,
    "api/test_analysis": 10, "record/test_importing": 10, "venues/betfair/test_recorded_facts": 10,
    "replay/film/test_following": 10, "ledger/test_laws": 10, "simulate/sports/test_games": 10,
    "venues/polymarket/layouts/test_binary_layouts": 10, "ledger/test_recorded_wallets": 10,
    "venues/polymarket/layouts/test_dump_layouts": 10,
}  # fmt: skip
"""Files that take long are begun first, so that no worker is left with one in the end: seconds as
they were measured beside other work. A file that is not here takes few."""

HERE = Path(__file__).parent

# A shell that starts the tests in the background has Ctrl-C ignored by them and by every program
# that they start, and some of those are told to end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Workers share the cores: threads of linear algebra would wait for each other. Before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Properties are about what is computed, never about how fast; and a run that is red by chance, for
# a case that nobody meets again, teaches people to run it again.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("steady")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them at the end, also of every worker's share: files are dealt in this order.

    Playwright's event loop stays with the process that once started it, and after that nobody in
    the same process can call `asyncio.run`.
    """

    def turn(item: pytest.Item) -> tuple[bool, int]:
        name = item.path.relative_to(HERE).with_suffix("").as_posix()
        return name.startswith("browser/"), -SECONDS.get(name, 0)

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
