"""What holds for all tests: chosen cases are the same in every run, and browser tests come last.

`python3 run.py test --hypothesis-profile=exploring` lets property tests look at cases of their own
choice, new ones in each run.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SECONDS = {
    "test_record": 50, "test_end_to_end": 50, "test_recorder": 45, "test_recordings": 45,
    "test_replay_future": 60, "test_books_shown": 60, "test_video": 50, "test_shell": 50,
    "test_sanitized": 40, "test_packaging": 40, "test_demo": 40, "test_replay": 25,
    "test_rehearsal": 15, "test_replay_states": 20, "test_sessions": 15, "test_evening": 15,
}  # fmt: skip
"""Files that take long are begun first, so that no worker is left with one in the end."""

BROWSER = Path(__file__).parent / "browser"

# A shell that starts the tests in the background has Ctrl-C ignored by them and by every program
# that they start, and some of those are told to end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
