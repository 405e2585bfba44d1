"""Files dropped on the page become a session, or a sentence that says why not."""

from __future__ import annotations

import errno
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api.desk import Desk
from hypothesis import example, given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from gametape.api.problems import told
from gametape.api.recording import imports
from gametape.api.recording.imports import plain_name
from gametape.errors import GametapeError
from gametape.settings.model import Settings

BOOK = {
    "event_type": "book",
    "market": "0x" + "1" * 64,
    "asset_id": "7" * 60,
    "timestamp": "1764000000000",
    "hash": "",
    "bids": [{"price": "0.48", "size": "30"}],
    "asks": [{"price": "0.52", "size": "25"}],
}
NOWHERE = {"GAMETAPE_EVENT": "none"}


def recorded(count: int) -> bytes:
    """Messages of the market channel, a line each."""
    books = ({**BOOK, "timestamp": str(1_764_000_000_000 + 1000 * n)} for n in range(count))
    return b"".join(json.dumps(book).encode() + b"\n" for book in books)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk(tmp_path_factory.mktemp("imports"), NOWHERE) as made:
        yield made


def upload(desk: Desk, *files: tuple[str, bytes], status: int = 201) -> dict[str, object]:
    parts = [("files", (name, data)) for name, data in files]
    answer = desk.http.post("/api/imports", files=parts)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def test_a_recording_is_imported_and_listed(desk: Desk) -> None:
    said = upload(desk, ("evening.jsonl", recorded(3)))
    assert (said["session"], said["frames"]) == ("evening", 3)
    rows = desk.ask("GET", "/api/sessions")["sessions"]
    assert "evening" in {row["slug"] for row in rows}
    assert len([raw for raw in desk.lines("evening") if b'"book"' in raw]) == 3


def test_more_than_a_spooled_file_and_names_that_lead_elsewhere(desk: Desk) -> None:
    """Uploads beyond the megabyte that is held in memory, with a path for a name."""
    data = recorded(9_000)
    assert len(data) > 2_000_000
    said = upload(desk, ("../../../escaped.jsonl", data))
    assert (said["session"], said["frames"]) == ("escaped", 9_000)
    assert not (desk.home.parent / "escaped.jsonl").exists()


def test_several_files_are_one_session(desk: Desk) -> None:
    packed = gzip.compress(recorded(2).replace(b"0.48", b"0.47"))
    said = upload(desk, ("one.jsonl", recorded(2)), ("one.jsonl.gz", packed))
    assert said["frames"] == 4


def test_what_is_no_recording_is_said_and_leaves_nothing(desk: Desk) -> None:
    before = sorted(path.name for path in (desk.home / "sessions").glob("*"))
    said = upload(desk, ("holiday.txt", b"dear all\n"), status=400)
    assert "nothing to import" in str(said["error"]).lower()
    assert sorted(path.name for path in (desk.home / "sessions").glob("*")) == before
    assert not list(desk.home.glob(".uploaded-*"))


def test_a_full_disk_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(imports, "_copied", full)
    app = Litestar(
        [imports.imports_router(Settings(home=tmp_path))],
        exception_handlers={GametapeError: told},
        openapi_config=None,
    )
    with TestClient(app) as client:
        answer = client.post("/api/imports", files=[("files", ("a.jsonl", recorded(3)))])
    assert answer.status_code == 507
    assert "Make room" in answer.json()["way_out"]
    assert list(tmp_path.iterdir()) == []


def test_no_file_at_all(desk: Desk) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\nwords\r\n--x--\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = desk.http.post("/api/imports", content=body, headers=kind)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_upload_that_breaks_off_leaves_nothing(desk: Desk) -> None:
    def half() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jsonl"\r\n\r\n'
        yield recorded(10)
        raise ConnectionAbortedError

    kind = {"content-type": "multipart/form-data; boundary=x"}
    with pytest.raises((ConnectionAbortedError, httpx.HTTPError)):
        desk.http.post("/api/imports", content=half(), headers=kind)
    assert desk.ask("GET", "/api/recordings")["recordings"] == []
    assert not list(desk.home.glob(".uploaded-*"))


@given(st.text(max_size=300))
@example("\u8bb0\u5f55" * 80 + ".jsonl")
def test_names_never_lead_out_of_a_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain not in ("", ".", "..")
    assert len(plain) <= 120
    assert len(plain.encode()) <= 255  # what file systems take
    assert not {"/", "\\", "\0", "\n"} & set(plain)
    assert (Path("/folder") / plain).parent == Path("/folder")
    assert plain_name(plain) == plain


@pytest.mark.parametrize("ending", [".jsonl.gz", ".csv", ".tar.bz2", ".parquet"])
def test_endings_survive(ending: str) -> None:
    assert plain_name("C:\\games\\" + "x" * 200 + ending).endswith(ending)
    assert plain_name("\u8bb0" * 200 + ending).endswith(ending)
