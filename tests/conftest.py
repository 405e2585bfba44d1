"""Browser tests come last: Playwright's event loop stays with the process that once started it."""

from __future__ import annotations

from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "browser"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them at the end, also of every worker's share: shares are dealt in this order.

    After them nobody in the same process can call `asyncio.run`.
    """
    items.sort(key=lambda item: BROWSER in item.path.parents)
