"""What a recorder's process tells of itself: whole at any moment, and true of who stands behind."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import TapeBusyError, TapeFullError, VenueError
from gametape.record.control.inbox import Request, send_request, waiting_requests
from gametape.record.control.progress import Progress
from gametape.record.control.progress_file import (
    ProgressFile,
    RecorderState,
    forget_state,
    is_attended,
    is_beginning,
    read_state,
    recorder_pid,
    told_since,
)
from gametape.tape.session import SessionFolder
from gametape.venues.polymarket.service import NotAtVenueError

NOW_US = 1_795_000_000_000_000
PROGRESS = Progress(
    "made-up", "A game", 1, "", 1, 1, 1, 0, 0, 1.0, None, None, 0, 0, 1, 1, {"x#1": "up"},
    "",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder.create(tmp_path, "made-up")


def now() -> int:
    return NOW_US


def test_a_life_from_its_start_to_its_certificate(folder: SessionFolder) -> None:
    assert read_state(folder) is None
    with ProgressFile(folder, now) as told:
        assert read_state(folder) == RecorderState(at_us=NOW_US, began_us=NOW_US)
        assert is_attended(folder)
        assert is_beginning(folder)
        assert recorder_pid(folder) == os.getpid()
        told.tell(title="A game", own=True)
        told.update(PROGRESS)
        told.tell(until="end")  # waits for what was said before it
        state = read_state(folder)
        assert state is not None
        assert (state.phase, state.title, state.progress) == ("recording", "A game", PROGRESS)
        assert not is_beginning(folder)
    assert not is_attended(folder)
    assert recorder_pid(folder) is None
    forget_state(folder)
    forget_state(folder)
    assert read_state(folder) is None


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (VenueError("No answer.", "Wait."), "VenueError", ("No answer.", "Wait.")),
        (TapeFullError("Full."), "TapeFullError", ("Full.", "")),
        (NotAtVenueError("Unknown."), "VenueError", ("Unknown.", "")),
        (KeyboardInterrupt(), "", ("It was given up before it began.", "")),
        (OSError(28, "No space left on device"), "", ("No space left on device.", "")),
    ],
)
def test_what_ends_it_is_told(
    folder: SessionFolder, error: BaseException, kind: str, words: tuple[str, str]
) -> None:
    with pytest.raises(type(error)), ProgressFile(folder, now):
        raise error
    state = read_state(folder)
    assert state is not None
    assert (state.phase, state.error) == ("failed", kind)
    assert (state.problem, state.way_out) == words


def test_one_recorder_a_session(folder: SessionFolder) -> None:
    with ProgressFile(folder, now), pytest.raises(TapeBusyError, match=str(os.getpid())):
        ProgressFile(folder, now)


def test_a_disk_that_takes_no_new_file_still_takes_the_reason(folder: SessionFolder) -> None:
    """A full disk refuses the draft; the blocks that the file has already are written over."""
    with ProgressFile(folder, now) as told:
        (folder.root / "progress.part").mkdir()
        told.tell(title="A much longer title than the one that stood there before")
        state = read_state(folder)
        assert state is not None
        assert state.title.startswith("A much longer")
    assert (folder.root / "progress.json").stat().st_size % 4096 == 0


def test_a_slow_disk_holds_up_nobody(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, written = threading.Event(), []
    write = ProgressFile._write

    def writes(self: ProgressFile, state: RecorderState) -> None:
        assert slow.wait(60)
        written.append(state)
        write(self, state)

    with ProgressFile(folder, now) as told:
        monkeypatch.setattr(ProgressFile, "_write", writes)
        for rate in range(100):  # none of these waits
            told.update(msgspec.structs.replace(PROGRESS, rate=float(rate)))
        slow.set()
        told.tell(until="end")
    assert len(written) <= 3
    assert written[-1].progress is not None
    assert written[-1].progress.rate == 99.0


def test_a_request_reaches_one_that_is_about_to_record(folder: SessionFolder) -> None:
    with ProgressFile(folder, now) as told:
        told.tell(phase="waiting", starts_us=NOW_US)
        send_request(folder, Request(at_us=NOW_US, stop="no game tonight"))
    assert [one.stop for _, one in waiting_requests(folder) if one] == ["no game tonight"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: json.dumps(text).encode()))
def test_whatever_stands_there_is_read_or_is_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = SessionFolder(tmp_path_factory.getbasetemp())
    (folder.root / "progress.json").write_bytes(data)
    state = read_state(folder)
    assert state is None or isinstance(state, RecorderState)


def test_what_was_told_since_or_still_has_its_process(tmp_path: Path) -> None:
    """A recorder that waits for tomorrow's game says nothing for a day, and is not forgotten."""
    assert told_since(tmp_path, 0) == []
    old, waiting, fresh = (SessionFolder.create(tmp_path, name) for name in ("a", "b", "c"))
    SessionFolder.create(tmp_path, "imported")
    with ProgressFile(old, now):
        pass
    with ProgressFile(waiting, now), ProgressFile(fresh, now):
        for folder in (old, waiting):
            os.utime(folder.root / "progress.json", (1, 1))
        assert {one.slug for one in told_since(tmp_path, 2_000_000)} == {"b", "c"}
        assert {one.slug for one in told_since(tmp_path, 0)} == {"a", "b", "c"}
    assert {one.slug for one in told_since(tmp_path, 2_000_000)} == {"c"}
