"""`python -m gametape.simulate`: a loopback venue in a process of its own.

Prints one line of JSON, the environment variables that point gametape at it with the event's slug
in GAMETAPE_EVENT, and performs until it is told to stop (SIGINT, SIGTERM) or, with `--linger`,
that long after the evening is over.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from gametape.errors import GametapeError, UsageError
from gametape.simulate.evening import make_evening
from gametape.simulate.script import Script
from gametape.simulate.stress import make_stress
from gametape.simulate.venue.faults import FAULTS, parse_fault
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.tape_programme import TapeEvening
from gametape.simulate.venue.truth.log import TruthLog


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the venue; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except GametapeError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    names = "\n".join(f"  {name:<13} {words}" for name, words in FAULTS.items())
    parser = argparse.ArgumentParser(
        "python -m gametape.simulate",
        description="A loopback venue that performs a synthetic game or a tape over real sockets.",
        epilog=f"Faults, as NAME@SECONDS[+SECONDS][:TARGET] (@w counts real seconds):\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sport", default="basketball", help="basketball, tennis or soccer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--duration", type=float, help="squeeze the evening into so many seconds")
    parser.add_argument("--rate", type=float, default=1.0, help="how busy the crowd is")
    parser.add_argument(
        "--stress",
        metavar="FRAMES_A_SECOND:SECONDS[:MARKETS]",
        help="no game but a steady stream of messages",
    )
    parser.add_argument("--tape", type=Path, metavar="SESSION", help="play a recorded session")
    parser.add_argument("--speed", type=float, default=1.0, help="60 is a minute a second")
    parser.add_argument("--port", type=int, default=0, help="first of four ports (0: any)")
    parser.add_argument("--hold", action="store_true", help="begin at the first subscription")
    parser.add_argument("--fault", action="append", default=[], metavar="FAULT")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="write the truth log here")
    parser.add_argument(
        "--linger", type=float, metavar="SECONDS", help="stop so long after the end"
    )
    return parser


def _script(options: argparse.Namespace) -> Script:
    if options.tape is not None:
        return TapeEvening(options.tape)
    if options.stress is None:
        return make_evening(options.sport, options.seed, options.duration, options.rate)
    try:
        rate, seconds, *markets = (float(part) for part in options.stress.split(":"))
        return make_stress(rate, seconds, int(*markets or (8,)), options.seed)
    except (TypeError, ValueError):
        raise UsageError(f"--stress {options.stress!r} is not RATE:SECONDS[:MARKETS].") from None


async def _run(options: argparse.Namespace) -> None:
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(options.truth.open("wb")) if options.truth else None
        script = _script(options)
        venue = LoopbackVenue(
            script,
            speed=options.speed or math.inf,
            faults=[parse_fault(text) for text in options.fault],
            port=options.port,
            start="subscribed" if options.hold else "now",
            truth=TruthLog(sink, keep=False),
        )
        async with venue:
            told = {**venue.environment, "GAMETAPE_EVENT": script.event_slug}
            sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
            sys.stdout.flush()
            await _until_told(venue, options.linger)


async def _until_told(venue: LoopbackVenue, linger_s: float | None) -> None:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    stop = asyncio.create_task(told.wait())
    finished = asyncio.create_task(venue.finished())
    await asyncio.wait({stop, finished}, return_when=asyncio.FIRST_COMPLETED)
    if finished.done():
        finished.result()  # what broke the performance breaks the command
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop, linger_s)
    for task in (stop, finished):
        task.cancel()


if __name__ == "__main__":
    sys.exit(main())
