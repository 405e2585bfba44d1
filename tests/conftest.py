"""What holds for all tests: chosen cases are the same in every run, and browser tests come last.

`python3 run.py test --hypothesis-profile=exploring` lets property tests look at cases of their own
choice, new ones in each run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

BROWSER = Path(__file__).parent / "browser"

# Properties are about what is computed, never about how fast; and a run that is red by chance, for
# a case that nobody meets again, teaches people to run it again.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("steady")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them at the end, also of every worker's share: shares are dealt in this order.

    Playwright's event loop stays with the process that once started it, and after that nobody in
    the same process can call `asyncio.run`.
    """
    items.sort(key=lambda item: BROWSER in item.path.parents)
