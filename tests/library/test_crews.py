"""The same work by processes of this machine and by workers of a cluster: the same answers."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

import msgspec
import pytest

from gametape.analyze.evidence import EvidenceLedger
from gametape.errors import SettingsError, UsageError
from gametape.library.crews import CrewOptions, crew
from gametape.library.judged.analyses import FILE, analyze_session, current_analysis
from gametape.settings.load import load_settings
from gametape.tape.session import SessionFolder, list_sessions


def analyzed(executor: Executor, home: Path) -> list[EvidenceLedger]:
    folders = sorted(list_sessions(home), key=lambda folder: folder.slug)
    jobs = [executor.submit(analyze_session, folder, "whole", again=True) for folder in folders]
    return [job.result(timeout=120) for job in jobs]


def test_processes_of_this_machine(home: Path) -> None:
    with crew(CrewOptions(workers=2)) as executor:
        ledgers = analyzed(executor, home)
    assert [ledger.session for ledger in ledgers] == ["first", "second"]
    assert ledgers[0] == current_analysis(SessionFolder(home / "sessions" / "first"))


def test_at_a_good_end_workers_are_waited_for_and_otherwise_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that is still starting would find nothing of what it was started with, and say so."""
    said: list[bool] = []

    class Pool:
        def __init__(self, *_: object) -> None:
            pass

        def shutdown(self, *, wait: bool = True, cancel_futures: bool = False) -> None:
            assert cancel_futures is not wait
            said.append(wait)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    with crew(CrewOptions(workers=1)):
        pass
    with pytest.raises(KeyboardInterrupt), crew(CrewOptions(workers=1)):
        raise KeyboardInterrupt
    assert said == [True, False]


def test_workers_of_a_cluster_give_the_same(home: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with crew(CrewOptions(workers=1)) as executor:
        here = analyzed(executor, home)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    )
    with cluster, crew(CrewOptions(cluster=cluster.scheduler_address)) as executor:
        assert analyzed(executor, home) == here


def test_a_cluster_that_is_not_there_is_said_so() -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with (
        pytest.raises(UsageError, match="No cluster answers"),
        crew(CrewOptions(cluster="tcp://127.0.0.1:9")),
    ):
        pass


def test_an_analysis_is_of_one_tape_one_program_and_its_parameters(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    ledger = analyze_session(folder, "whole")
    assert analyze_session(folder, "whole") == ledger
    assert analyze_session(folder, "holes").quality.verdict == "holes"
    kept = folder.columns / FILE
    other = msgspec.structs.replace(ledger.made_from, code="another")
    kept.write_bytes(msgspec.json.encode(msgspec.structs.replace(ledger, made_from=other)))
    assert current_analysis(folder) is None


def test_the_setting(tmp_path: Path) -> None:
    (tmp_path / "gametape.toml").write_text('[analyze]\nworkers = 3\ncluster = "tcp://x:1"\n')
    found = load_settings({"GAMETAPE_HOME": str(tmp_path)}, tmp_path)
    assert found.analyze == CrewOptions(3, "tcp://x:1")
    (tmp_path / "gametape.toml").write_text("[analyze]\nworkers = -1\n")
    with pytest.raises(SettingsError, match="analyze"):
        load_settings({"GAMETAPE_HOME": str(tmp_path)}, tmp_path)
