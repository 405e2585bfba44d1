"""Opening a line to Claude: the SDK is imported here, when it is wanted, and told of if missing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from gametape.errors import UsageError
from gametape.report.options import DEFAULT_ADDRESS, ReportOptions

if TYPE_CHECKING:
    from gametape.report.claude.sdk import Claude


def open_claude(
    key: str, options: ReportOptions, address: str = DEFAULT_ADDRESS
) -> AbstractContextManager[Claude]:
    """An asker for a `with`; raises UsageError where the extra `ai` is not installed."""
    try:
        from gametape.report.claude.sdk import Claude  # heavy, and an extra
    except ImportError:
        raise UsageError(
            "Reports by Claude need the anthropic package.",
            "Install it: pip install 'gametape[ai]'",
        ) from None
    return Claude(key, options, address or DEFAULT_ADDRESS)
