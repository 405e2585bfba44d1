"""`python -m bench.soak`: a day of recording in compressed time, with every fault again and again.

A venue in a process of its own plays an evening stretched over 24 hours of script time, as fast as
`--minutes` wants; a recorder in another process records it; the venue's truth judges the tape.
Faults come in rounds, in real seconds, since how quickly a recorder notices does not scale. The
exit code is 1 if anything was missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.__main__ import heading
from bench.children import child, venue_environment
from bench.judge import BookVerdict, judge_books, judge_fills, judge_holes, states, stretches
from bench.recorder_process import Report, Second
from bench.rows import Row, table
from gametape.model.times import SECOND
from gametape.record.plan.options import RecordOptions
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.simulate.venue.faults import FAULTS
from gametape.simulate.venue.truth.log import TruthLog
from gametape.tape.session import SessionFolder

DAY_S = 86_400
ROUND_S = 110
"""Real seconds of one round of faults."""

ROUND = (
    "dirty-user@{0}+40", "arrays@{2}+3", "duplicates@{6}+3", "unknown@{10}+3", "big@{14}",
    "rest-425@{16}+4", "rest-429@{21}+4", "rest-503@{26}+4", "slow-rest@{31}+4",
    "clock-step@{36}+4", "bare-books@{41}+9", "reset@{43}+2", "missed@{51}+2", "freeze@{59}+16",
    "freeze-asset@{80}+16", "credentials@{101}+4",
)  # fmt: skip
"""Each fault of the venue once, with pauses in which the recorder is to come to rest."""

FULL_RATE_MINUTES = 40
"""At this length the crowd would be as busy as at an evening of its natural length."""

OPTIONS = RecordOptions(checkpoint_s=5, silence_s=4, listing_s=15, rotate_s=170)
MOMENTS = 400
STEADY = 0.10


class Day(msgspec.Struct):
    """A recorded day: what the recorder was like, and what there is to judge."""

    report: Report
    certificate: Certificate
    folder: SessionFolder
    truth: TruthLog


def faults(minutes: float) -> list[str]:
    """The venue's `--fault` arguments of a run: whole rounds only."""
    rounds = max(1, int(minutes * 60 // ROUND_S))
    arguments = []
    for number in range(rounds):
        for form in ROUND:
            name, _, rest = form.partition("@{")
            at, _, end = rest.partition("}")
            arguments += ["--fault", f"{name}@w{number * ROUND_S + int(at)}{end}"]
    return arguments


def record_day(home: Path, minutes: float, seed: int) -> Day:
    """Play and record; returns when both processes have ended."""
    seconds = max(minutes * 60, ROUND_S + 10)
    rate = min(1.0, minutes / FULL_RATE_MINUTES)
    truth = home / "truth.jsonl"
    simulate = ["-m", "gametape.simulate", "--duration", str(DAY_S), "--rate", f"{rate:.3f}"]
    simulate += ["--speed", f"{DAY_S / seconds:.3f}", "--seed", str(seed), "--hold"]
    simulate += ["--truth", str(truth), "--linger", "600", *faults(minutes)]
    options = msgspec.json.encode(OPTIONS).decode()
    with child(simulate) as venue:
        environ = venue_environment(venue.json())
        recorder_arguments = ["-m", "bench.recorder_process", str(home), "1"]
        with child([*recorder_arguments, "--options", options], environ) as recorder:
            recorder.line()
            _wait(seconds + 5)
            recorder.stop()
            report = msgspec.json.decode(recorder.line(), type=Report)
    folder = SessionFolder(Path(report.session))
    return Day(report, verify_session(folder), folder, TruthLog.load(truth))


def _wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        print(f"\rsoak: {left / 60:.1f} minutes to go ", end="", file=sys.stderr, flush=True)
        time.sleep(min(left, 5.0))
    print("\rsoak: judging ...            ", file=sys.stderr)


def judge(day: Day) -> list[Row]:
    """All rows."""
    return [
        *steadiness(day.report.seconds),
        segments(day.folder, day.certificate),
        *told(day),
        books(judge_books(day.truth, day.folder, day.certificate, MOMENTS)),
        fills(day),
    ]


def steadiness(seconds: list[Second]) -> list[Row]:
    """Memory, files and threads: the last quarter against the first."""
    quarter = max(1, len(seconds) // 4)
    parts = seconds[quarter // 2 : quarter], seconds[-quarter:-1] or seconds[-1:]
    memory = [[one.memory / 2**20 for one in part if one.memory is not None] for part in parts]
    files = [[float(one.files) for one in part if one.files is not None] for part in parts]
    threads = [[float(one.threads) for one in part] for part in parts]
    return [
        _steady("memory, MiB", *memory),
        _steady("open files", *files),
        _steady("threads", *threads),
    ]


def _steady(what: str, first: list[float], last: list[float]) -> Row:
    if not first or not last:
        return Row(what, "this system does not say")
    before, after = statistics.median(first), statistics.median(last)
    return Row(
        what,
        f"{after:.1f} in the last quarter",
        f"{before:.1f} in the first",
        f"{after / before:.3f}",
        goal=f"<= {1 + STEADY:g}x",
        met=after <= before * (1 + STEADY),
    )


def segments(folder: SessionFolder, certificate: Certificate) -> Row:
    """Sealed segments grow no larger: bytes of the first and the last whole one."""
    sizes = [path.stat().st_size for _, path in folder.segments()]
    whole = sizes[:-1]
    what = f"{len(sizes)} segments, {certificate.frames} messages"
    if len(whole) < 2:
        return Row("segments", what, "too few whole ones to compare")
    return Row(
        "segments, MiB",
        f"{whole[-1] / 2**20:.1f} the last whole one",
        f"{whole[0] / 2**20:.1f} the first; {what}",
        f"{whole[-1] / whole[0]:.2f}",
        goal="<= 1.5x",
        met=whole[-1] <= 1.5 * whole[0],
    )


def told(day: Day) -> list[Row]:
    """Which faults there were, and whether the certificate tells of each as it was."""
    wrong, off = judge_holes(day.truth, day.certificate)
    for text in wrong:
        print(f"  {text}", file=sys.stderr)
    intervals = day.truth.fault_intervals()
    names = {one.name for one in intervals}
    long = [one for one in stretches(day.truth) if one.to_us - one.from_us >= 2 * SECOND]
    return [
        Row(
            "faults",
            f"{len(intervals)} of {len(names)} kinds",
            f"{len(FAULTS)} kinds the venue knows",
            goal="all",
            met=names == set(FAULTS),
        ),
        Row(
            "holes told, right cause, within 1 s; none invented",
            f"{len(day.certificate.gaps)} holes, {len(wrong)} wrong",
            f"{len(long)} stretches of an asset to tell of, {len(off)} resets",
            f"{max(off, default=0.0):.3f} s off at most",
            goal="none wrong",
            met=not wrong,
        ),
    ]


def books(verdict: BookVerdict) -> Row:
    """Books at random moments."""
    for text in verdict.wrong:
        print(f"  {text}", file=sys.stderr)
    return Row(
        "books at random moments outside of holes",
        f"{verdict.compared - verdict.brief - len(verdict.wrong)} of {verdict.compared} right",
        f"{verdict.brief} wrong briefly while messages were missing",
        f"at most {verdict.latest_us / SECOND:.1f} s late",
        goal="none wrong, 200 looked at",
        met=not verdict.wrong and verdict.compared >= MOMENTS // 2,
    )


def fills(day: Day) -> Row:
    """Own fills at the end."""
    ((_, state),) = states(day.folder, [(day.certificate.to_us or 0) - 1])
    wrong = judge_fills(day.truth, state)
    for text in wrong:
        print(f"  {text}", file=sys.stderr)
    return Row(
        "own fills",
        f"{len(state.fills)} recorded",
        f"{len(day.truth.fills)} true",
        goal="all exact",
        met=not wrong and bool(day.truth.fills),
    )


def main() -> int:
    """Run and print; returns the exit code."""
    parser = argparse.ArgumentParser("python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="of real time (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep tape and truth in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.keep or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        rows = judge(record_day(home, options.minutes, options.seed))
    print(f"A day in {options.minutes:g} minutes. {heading()}")
    print(table(rows))
    missed = sum(row.met is False for row in rows)
    print(f"\n{missed} missed." if missed else "\nAll met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
