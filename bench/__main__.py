"""`python -m bench`: every measure in one run, one table at the end; code 1 if a goal is missed.

python -m bench                  everything, about a quarter of an hour
python -m bench --quick          everything, smaller, in a few minutes
python -m bench persist receive  only these
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

from bench import (
    analysing,
    beside,
    browser,
    decode,
    folding,
    kills,
    library,
    live,
    many,
    moments,
    peer_environment,
    peers,
    persist,
    playing,
    progress,
    receive,
    seeking,
    serve,
    sharing,
    starting,
    storing,
    sustained,
)
from bench.cores import machine
from bench.rows import Row, table

MEASURES: dict[str, Callable[..., list[Row]]] = {
    "sustained": sustained.run,
    "persist": persist.run,
    "receive": receive.run,
    "decode": decode.run,
    "columns": beside.columns_rows,
    "folding": folding.run,
    "betfair": beside.betfair_rows,
    "storing": storing.run,
    "seeking": seeking.run,
    "playing": playing.run,
    "starting": starting.run,
    "analysing": analysing.run,
    "many": many.run,
    "moments": moments.run,
    "progress": progress.run,
    "library": library.run,
    "serve": serve.run,
    "live": live.run,
    "browser": browser.run,
    "share": sharing.run,
    "kills": kills.run,
    "peers": peers.run,
}
"""Measures by name, in the order in which they run."""

ASKED_FOR = {"peers"}
"""Those that run only when they are named: what they install is large."""


def main() -> int:
    """Run what is asked for; returns the exit code."""
    parser = argparse.ArgumentParser(
        "python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("measures", nargs="*", help=", ".join(MEASURES))
    parser.add_argument("--quick", action="store_true", help="smaller, for a look")
    parser.add_argument("--full", action="store_true", help="a hundred kills instead of twenty")
    options = parser.parse_args()
    if unknown := [name for name in options.measures if name not in MEASURES]:
        parser.error(f"there is no measure {unknown[0]!r}; there are {', '.join(MEASURES)}")
    rows: list[Row] = []
    for name, run in MEASURES.items():
        if name not in (options.measures or MEASURES.keys() - ASKED_FOR):
            continue
        began = time.monotonic()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        extra = {"full": options.full} if name == "kills" else {}
        try:
            rows += run(quick=options.quick, **extra)
        except Exception as error:  # a measure that breaks is a miss, and the others still count
            rows.append(Row(name, f"BROKEN: {error!r}"[:200], met=False))
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(heading())
    print(table(rows))
    missed = sum(row.met is False for row in rows)
    wanted = sum(row.met is not None for row in rows)
    print(f"\n{wanted - missed} of {wanted} goals met.")
    return 1 if missed else 0


def heading() -> str:
    """Machine, versions and load: what a reader needs to judge the figures."""
    names = ("gametape", "msgspec", "websockets", "zstandard", "orjson", "picows")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    peers = peer_environment.version() if peer_environment.PYTHON.exists() else "not made"
    return (
        f"{time.strftime('%Y-%m-%d')}, {machine()}, load {load} at the end\n"
        f"Python {platform.python_version()} (peers: {peers}), {versions}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
