"""Child processes of the benchmark: started with a clean environment, read line by line, ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

ROOT = Path(__file__).parents[1]


class Child:
    """A process that speaks in lines of JSON or plain words."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self._name = name

    def line(self) -> bytes:
        """The next line; raises RuntimeError if the process has ended instead."""
        out: IO[bytes] | None = self._process.stdout
        assert out is not None
        line = out.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended with code {self._process.wait()}")
        return line

    def json(self) -> dict[str, object]:
        """The next line, as a JSON object."""
        return msgspec.json.decode(self.line(), type=dict[str, object])

    def stop(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid


@contextmanager
def child(
    arguments: Sequence[str],
    environ: Mapping[str, str] | None = None,
    python: str = sys.executable,
) -> Iterator[Child]:
    """Run `python ARGUMENTS` beside this process; it is ended when the block is left."""
    process = subprocess.Popen(
        [python, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
    )
    try:
        yield Child(process, " ".join(arguments[:2]))
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def venue_environment(told: Mapping[str, object]) -> dict[str, str]:
    """What a venue said of itself, as environment variables."""
    return {name: str(value) for name, value in told.items()}
