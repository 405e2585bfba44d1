"""Requests to a recorder lie in files, and only while somebody records."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.record.control.inbox import Request, send_request, wait_taken, waiting_requests
from gametape.tape.session import SessionFolder


def session(tmp_path: Path) -> SessionFolder:
    return SessionFolder.create(tmp_path, "made-up")


def test_nobody_takes_requests_of_a_session_that_is_not_recorded(tmp_path: Path) -> None:
    folder = session(tmp_path)
    with pytest.raises(UsageError, match="not being recorded"):
        send_request(folder, Request(at_us=1, tag="1"))
    assert list(waiting_requests(folder)) == []


def test_requests_come_out_in_order_and_whole(tmp_path: Path) -> None:
    folder = session(tmp_path)
    sent = [Request(at_us=at, tag="1", label=f"Hit {at}", ago_us=5) for at in (100, 200, 300)]
    with folder.lock():
        paths = [send_request(folder, one) for one in sent]
    assert list(waiting_requests(folder)) == list(zip(paths, sent, strict=True))
    assert not wait_taken(paths[0], 0.01)
    paths[0].unlink()
    assert wait_taken(paths[0], 0.01)


def test_half_written_requests_are_not_seen(tmp_path: Path) -> None:
    folder = session(tmp_path)
    (folder.root / "inbox").mkdir()
    (folder.root / "inbox" / "1.part").write_bytes(b'{"at_us":')
    assert list(waiting_requests(folder)) == []


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80))
def test_a_file_that_is_no_request_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    folder = SessionFolder(tmp_path)
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox" / "1.json").write_bytes(content)
    ((_, request),) = waiting_requests(folder)
    assert request is None or isinstance(request, Request)


def test_a_folder_that_looks_like_a_request_is_none(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "1.json").mkdir(parents=True)
    ((_, request),) = waiting_requests(SessionFolder(tmp_path))
    assert request is None
