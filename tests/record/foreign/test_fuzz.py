"""Files with anything in them: a session that verifies, or one clear error and no session."""

from __future__ import annotations

import bz2
import gzip
import json
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from record.imported import definition_line, market_line

from gametape.errors import UsageError
from gametape.record.foreign.importing import import_files
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder, list_sessions

T0 = 1_600_000_000_000
STREAM = b"\n".join([definition_line(T0), *(market_line(T0 + n) for n in range(9))])
POINTS = b'{"history":[{"t":1600000000,"p":0.5},{"t":1600000060,"p":0.51}]}'
BOOK = json.dumps(
    {"event_type": "book", "market": "0x1", "asset_id": "7", "timestamp": str(T0),
     "bids": [{"price": "0.4", "size": "5"}], "asks": []}
).encode()  # fmt: skip
GAME = b'{"game":{"gameId":"1","actions":[{"actionNumber":1,"clock":"PT12M00.00S","period":1}]}}'
TENNIS = b"match_id,ElapsedTime,SetNo,PointWinner\n1,0:00:00,1,1\n1,0:00:20,1,2\n"
KALSHI = (
    b'{"recv_ts_ns":1600000000000000000,"raw":"{\\"type\\":\\"ok\\",\\"sid\\":1,\\"seq\\":1}"}\n'
)
SEEDS = [
    ("stream", STREAM),
    ("1.5.bz2", bz2.compress(STREAM)),
    ("1.5.gz", gzip.compress(STREAM, mtime=0)),
    ("history.json", POINTS),
    ("frames.jsonl", BOOK + b"\n" + BOOK),
    ("received.jsonl", b'{"recv_ms":%d,"raw":%s}\n' % (T0, BOOK)),
    ("game.json", GAME),
    ("points.csv", TENNIS),
    ("kalshi.jsonl", KALSHI),
    ("table.parquet", b"PAR1" + bytes(40) + b"PAR1"),
    ("base.db", b"SQLite format 3\x00" + bytes(200)),
]
mutations = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.integers(0, 8), st.binary(max_size=6)), max_size=4
)


@settings(max_examples=250, deadline=None)
@given(seed=st.sampled_from(SEEDS), changes=mutations, junk=st.none() | st.binary(max_size=99))
def test_any_file_is_imported_or_refused(
    seed: tuple[str, bytes], changes: list[tuple[int, int, bytes]], junk: bytes | None
) -> None:
    name, whole = seed
    for at, cut, more in changes:
        place = at % (len(whole) + 1)
        whole = whole[:place] + more + whole[place + cut :]
    with tempfile.TemporaryDirectory() as folder:
        home, path = Path(folder, "home"), Path(folder, name)
        path.write_bytes(whole if junk is None else junk)
        try:
            report = import_files(home, [path])
        except UsageError:
            assert list_sessions(home) == []
        else:
            session = SessionFolder.named(home, report.session)
            assert verify_session(session).frames == report.frames > 0


def test_the_seeds_are_what_they_claim() -> None:
    outcomes = Counter[bool]()
    with tempfile.TemporaryDirectory() as folder:
        for name, whole in SEEDS:
            path = Path(folder, name)
            path.write_bytes(whole)
            try:
                outcomes[import_files(Path(folder, "home"), [path]).frames > 0] += 1
            except UsageError:
                outcomes[False] += 1
    assert outcomes == {True: 9, False: 2}  # the table and the base are only heads
