"""Without the extra the way out is told; with it the line opens and closes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gametape.errors import UsageError
from gametape.report.claude.opening import open_claude
from gametape.report.options import ReportOptions


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gametape.report.claude.sdk", raising=False)
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(UsageError, match="gametape\\[ai\\]"):
        open_claude("key", ReportOptions())


def test_it_opens() -> None:
    pytest.importorskip("anthropic", reason="the extra `ai` (anthropic) is not installed")
    with open_claude("key", ReportOptions(), "http://127.0.0.1:9"):
        pass


def test_writing_needs_no_sdk() -> None:
    """Whoever only reads reports of our own does not wait for a package of somebody else."""
    code = "import sys; import gametape.report.writing; import gametape.report.render;"
    code += "print([name for name in ('anthropic', 'pydantic') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
