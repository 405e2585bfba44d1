"""A disk that is really full: the system refuses the write of a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gametape
from gametape.tape.damage import Damage
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

SOURCE_FOLDER = str(Path(gametape.__file__).parents[1])
LIMIT = 60_000

# A limit on file size refuses bytes in the middle of a write, as a full disk does, and needs no
# privilege (Python ignores the signal that comes with it, so the write fails with EFBIG).
WRITER = f"""
import json, random, resource, sys
from pathlib import Path
from gametape.errors import TapeFullError
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

resource.setrlimit(resource.RLIMIT_FSIZE, ({LIMIT}, {LIMIT}))
rng = random.Random(5)
tape = TapeWriter(SessionFolder(Path(sys.argv[1])), frame_bytes=int(sys.argv[2]))
sent = []
try:
    while True:
        raw = b'{{"n":%d,"noise":"%x"}}' % (len(sent), rng.getrandbits(rng.randrange(1, 2000)))
        tape.append("market", "a#1", raw, 1_700_000_000_000_000 + len(sent))
        sent.append(raw.decode())
        if len(sent) % 9 == 0:
            tape.flush()
            if len(sent) % 90:  # sometimes more is under way when the disk refuses
                tape.wait_written(tape.last_q)
except TapeFullError as error:
    print(json.dumps({{"sent": sent, "what": error.what, "way_out": error.way_out,
        "written": tape.written_q, "durable": tape.durable_q}}))
tape.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
@pytest.mark.parametrize("frame_bytes", [4000, 512 * 1024])
def test_a_full_disk_stops_loudly_and_what_was_acknowledged_is_safe(
    folder: SessionFolder, frame_bytes: int
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WRITER, str(folder.root), str(frame_bytes)],
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": SOURCE_FOLDER},
    )
    said = json.loads(run.stdout)
    assert f"up to line {said['written']} (" in said["what"]
    assert "Not written:" in said["what"]
    assert "Free some space" in said["way_out"]
    assert said["durable"] == said["written"]

    damage: list[Damage] = []
    lines = list(read_tape(folder, on_damage=damage.append))
    assert damage == []  # the torn flush was cut off again
    assert lines[-1].q == said["written"]
    assert folder.segment_path(0).stat().st_size <= LIMIT
    found = [line.raw.decode() for line in lines if line.k == "market"]
    assert found == said["sent"][: len(found)]
    assert 0 < len(found) < len(said["sent"])

    with TapeWriter(folder) as tape:  # space was made: the evening goes on
        assert tape.resumed_from is not None
        assert tape.resumed_from.seq == said["written"]
        tape.append("market", "a#1", b"{}", 1_700_000_001_000_000)
    assert [line.q for line in read_tape(folder)] == list(range(said["written"] + 4))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_that_is_always_full(folder: SessionFolder) -> None:
    from gametape.tape.durable import write_all

    fd = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(OSError, match="No space left"):
            write_all(fd, b"x")
    finally:
        os.close(fd)
