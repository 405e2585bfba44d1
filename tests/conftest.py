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
    "test_replay_future": 350, "test_replay_states": 250, "test_analysis": 210, "test_demo": 160,
    "test_record": 155, "test_books_shown": 150, "test_replay_notes": 145, "test_video": 130,
    "test_newcomer": 90, "test_sessions": 90, "test_replay": 75, "test_shared_data": 75,
    "test_recorder": 70, "test_shell": 65, "test_recordings": 65, "test_end_to_end": 65,
    "test_packed_data": 60, "test_settings": 60, "test_crews": 55, "test_acceptance": 50,
    "test_errors": 45, "test_building": 40, "test_choice": 30, "test_world": 30,
    "test_importing": 30, "test_games": 25, "test_short_way": 25, "test_evening": 20,
    "test_sanitized": 20, "test_packaging": 15, "test_rehearsal": 15,
}  # fmt: skip
"""Files that take long are begun first, so that no worker is left with one in the end: seconds as
they were measured beside other work. A file that is not here takes few."""

BROWSER = Path(__file__).parent / "browser"

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
    items.sort(key=lambda item: (BROWSER in item.path.parents, -SECONDS.get(item.path.stem, 0)))


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
