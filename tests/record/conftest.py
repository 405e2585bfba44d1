"""Sessions imported for a test: from the shared recordings, each once, or from its own files."""

from __future__ import annotations

from pathlib import Path

import pytest
from record.imported import SHARED, Imported, Load

from gametape.record.foreign.importing import import_files


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Import folders of the shared recordings as one session; skips where there are none."""
    known: dict[tuple[str, ...], Imported] = {}

    def load(*places: str) -> Imported:
        if not SHARED.is_dir():
            pytest.skip(f"no recordings in {SHARED}")
        if places not in known:
            home = tmp_path_factory.mktemp("home")
            report = import_files(home, [SHARED / place for place in places])
            known[places] = Imported(home, report)
        return known[places]

    return load


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Import these files into a home of the test's own."""

    def run(*paths: Path, **options: object) -> Imported:
        home = tmp_path / "home"
        return Imported(home, import_files(home, paths, **options))  # type: ignore[arg-type]

    return run
