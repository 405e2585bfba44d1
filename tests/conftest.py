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
from seconds import SECONDS

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
