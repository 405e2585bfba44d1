"""5,000 frames a second for a minute, from a venue in another process: what arrives, at what cost.

Everything the venue wrote to the recorder's market socket is hashed there; the same frames are
rebuilt from the tape and hashed again. Only when count and hash agree do costs count. The same
run gives R5: how long after its receipt a message was on the disk.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.children import Child, child, venue_environment
from bench.mix import RATE
from bench.recorder_process import Report
from bench.rows import Row
from gametape.record.tasks import FLUSH_S
from gametape.replay.certificate.verifying import verify_session
from gametape.simulate.venue.sockets.frames import text_frame
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer_thread import SYNC_S

MARKET = "polymarket.market#"
HALF_A_CORE = 0.5
FLAT = 0.10


class Sent(msgspec.Struct):
    """What the venue says it wrote: (frames, SHA-256) of each market socket."""

    sockets: list[tuple[int, str]]
    nominal: int
    seconds: float


def rebuilt(lines: Iterator[Line]) -> tuple[int, str]:
    """Number and hash of the frames that lines of one connection came in."""
    frames, chain = 0, hashlib.sha256()
    parts: list[str] = []

    def array_done() -> None:
        nonlocal frames
        if parts:
            chain.update(text_frame(f"[{','.join(parts)}]"))
            frames += 1
            parts.clear()

    for line in lines:
        if line.p == 0 or line.p is None:
            array_done()
        if line.p is not None:
            parts.append(line.raw.decode())
            continue
        raw = line.raw
        text = msgspec.json.decode(raw, type=str) if raw[:1] == b'"' else raw.decode()
        chain.update(text_frame(text))
        frames += 1
    array_done()
    return frames, chain.hexdigest()


def record(home: Path, seconds: int) -> tuple[Sent, Report]:
    """One run: what was sent, and what the recorder was like."""
    with child(["-m", "bench.venue_process", f"{RATE}:{seconds}", "0"]) as venue:
        environ = venue_environment(venue.json())
        with child(["-m", "bench.recorder_process", str(home), "1"], environ) as recorder:
            recorder.line()
            _done(venue)
            recorder.stop()
            report = msgspec.json.decode(recorder.line(), type=Report)
        venue.stop()
        sent = msgspec.json.decode(venue.line(), type=Sent)
    return sent, report


def _done(venue: Child) -> None:
    said = venue.line()
    if said.strip() != b'"done"':
        raise RuntimeError(f"the venue said {said[:200]!r}")


def latencies(folder: SessionFolder, syncs: list[tuple[int, int, float]]) -> list[float]:
    """Milliseconds from the receipt of each message to the end of the sync that kept it."""
    waiting = iter(syncs)
    done_us, durable_q, _ = next(waiting)
    found = []
    for line in read_tape(folder):
        while line.q > durable_q:
            done_us, durable_q, _ = next(waiting)
        if line.k == "market":
            found.append((done_us - line.t) / 1000)
    return sorted(found)


def percentile(ordered: list[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(*, quick: bool = False) -> list[Row]:
    """Measure; the rows of section 7's first point and of R5."""
    seconds = 10 if quick else 60
    with tempfile.TemporaryDirectory() as home:
        sent, report = record(Path(home), seconds)
        folder = SessionFolder(Path(report.session))
        lines = (
            line for line in read_tape(folder) if line.k == "market" and line.c == f"{MARKET}1"
        )
        kept = rebuilt(lines)
        verdict = verify_session(folder, hash_every_us=200_000).verdict
        spans = latencies(folder, report.syncs)
    what = f"{RATE} frames/s for {seconds} s"
    return [
        _arrived(what, sent, kept),
        _verdict(what, report, verdict),
        _cpu(what, report),
        *_memory(what, report),
        _durable(spans, report),
    ]


def _arrived(what: str, sent: Sent, kept: tuple[int, str]) -> Row:
    whole = sent.sockets == [kept]
    told = ", ".join(f"{frames} frames {chain[:12]}" for frames, chain in sent.sockets)
    return Row(
        f"{what}: on the tape",
        f"{kept[0]} frames {kept[1][:12]}",
        f"sent in {sent.seconds:.0f} s: {told}",
        goal="same count and SHA-256 of all bytes",
        met=whole,
    )


def _verdict(what: str, report: Report, again: str) -> Row:
    said = f"{report.verdict}; verified again: {again}"
    return Row(f"{what}: certificate", said, goal="whole", met={report.verdict, again} == {"whole"})


def _cpu(what: str, report: Report) -> Row:
    busy = [one for one in report.seconds if one.frames > 0]
    busy = [one for one in busy if one.frames < busy[-1].frames] or busy
    first, last = busy[0], busy[-1]
    cpu, wall = last.cpu - first.cpu, last.wall - first.wall
    frames = last.frames - first.frames
    return Row(
        f"{what}: recorder's CPU ({report.core})",
        f"{cpu / wall:.0%} of a core, {cpu / frames * 1e6:.1f} us/frame",
        f"one core; {frames / wall:.0f} frames/s arrived",
        f"{cpu / wall:.2f}",
        goal=f"<= {HALF_A_CORE:.0%}",
        met=cpu / wall <= HALF_A_CORE,
    )


def _memory(what: str, report: Report) -> list[Row]:
    sizes = [one.memory for one in report.seconds if one.memory is not None]
    if not sizes:
        return [Row(f"{what}: memory", "this system does not say")]
    third, end = sizes[len(sizes) // 3], sizes[-1]
    return [
        Row(
            f"{what}: memory",
            f"{end >> 20} MiB at the end",
            f"{third >> 20} MiB after a third",
            f"{end / third:.3f}",
            goal=f"within {FLAT:.0%}",
            met=abs(end / third - 1) <= FLAT,
        )
    ]


def _durable(spans: list[float], report: Report) -> Row:
    syncs = sorted(took * 1000 for *_, took in report.syncs)
    p99, slowest = percentile(spans, 0.99), percentile(syncs, 0.99)
    interval = (SYNC_S + FLUSH_S) * 1000
    goal = interval + 3 * slowest
    return Row(
        "R5: receipt to durable, p99",
        f"{p99:.0f} ms (median {percentile(spans, 0.5):.0f})",
        f"fdatasync p99 {slowest:.1f} ms, commit interval {interval:.0f} ms",
        goal=f"<= {goal:.0f} ms",
        met=p99 <= goal,
    )
