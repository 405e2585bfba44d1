"""The format's version and the one-step migrations that bring older tapes up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gametape.errors import TapeError

FORMAT = 1
"""The version this code writes; it reads this one and every earlier."""
READER = "0.1.0"
"""The oldest gametape that reads FORMAT; written into each segment's head for older ones."""

Step = Callable[[bytes], bytes]
"""Text of whole lines of version n to the same lines of version n + 1."""

STEPS: Mapping[int, Step] = {}
"""By the version they start from; version 1 is the first, so there is none yet."""


def migration(
    found: int, reader: str, *, steps: Mapping[int, Step] = STEPS, known: int = FORMAT
) -> Step | None:
    """What turns text of version `found` into `known`; None when there is nothing to do.

    Raises TapeError for a version that this gametape does not know.
    """
    if found > known:
        raise TapeError(
            f"This tape is of format {found}, and this gametape reads up to {known}.",
            f"Install gametape {reader or 'of a newer version'} or newer.",
        )
    if found == known:
        return None
    missing = [version for version in range(found, known) if version not in steps]
    if missing:
        raise TapeError(f"This tape is of format {found}, which no gametape ever wrote.")
    chain = [steps[version] for version in range(found, known)]

    def migrate(text: bytes) -> bytes:
        for step in chain:
            text = step(text)
        return text

    return migrate
