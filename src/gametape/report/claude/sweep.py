"""The last look at what would leave the machine: anything that looks private stops it."""

from __future__ import annotations

import re

from gametape.errors import GametapeError


class PrivateError(GametapeError):
    """What would be sent holds something that must not leave the machine."""


PATTERNS = {
    "a wallet, order or transaction id": r"0x[0-9a-fA-F]{40,64}",
    "an e-mail address": r"[\w.+-]+@[\w-]+\.[A-Za-z][\w.-]*",
    "a key": r"\b(?:sk|pk|api|key|ghp|gho|xox[bap])[-_][A-Za-z0-9_-]{16,}|\bAKIA[A-Z0-9]{16}\b"
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|-----BEGIN [A-Z ]+-----",
    "a file's path": r"(?<![\w/])/(?:home|root|Users|tmp|var|etc|opt|mnt|srv)/|\b[A-Za-z]:\\\\",
    "an IP address": r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    r"|(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?![0-9a-fA-F:])",
}


def sweep(payload: str) -> None:
    """Raise PrivateError if text to be sent holds anything of the list; says what, not which."""
    for what, pattern in PATTERNS.items():
        if re.search(pattern, payload):
            raise PrivateError(
                f"What would be sent to Claude holds {what}; nothing was sent.",
                'Leave names generic (names = "generic"), or use the rules writer.',
            )
