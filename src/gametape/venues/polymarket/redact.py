"""The one edit ever made to a frame: one's own API credentials become placeholders.

The venue puts the API key of an order's owner into the frames it sends its owner. A tape keeps
frames byte for byte and holds no secret, so the three L2 strings, and nothing else, are replaced
before a frame reaches the tape, each by a placeholder of the same length. The API key becomes a
pseudonym that is the same for everybody (`me-000...`), so that a tape still says which order is
the recorder's own.
"""

from __future__ import annotations

import re

from gametape.errors import SettingsError
from gametape.venues.polymarket.auth import Credentials

SHORTEST = 8
"""Characters below which a string is too common to be looked for in a frame."""

_ME = re.compile(r"me-0{5,}")


def is_pseudonym(owner: str) -> bool:
    """Whether an `owner` on a tape stands for the recorder's own API key."""
    return _ME.fullmatch(owner) is not None


class Redactor:
    """Replaces one person's three L2 strings in frames."""

    def __init__(self, credentials: Credentials) -> None:
        """Raises SettingsError for a string too short to be told from ordinary text."""
        names = ("API key", "API secret", "API passphrase")
        for name, value in zip(names, credentials.secrets, strict=True):
            if len(value) < SHORTEST or not value.isascii():
                raise SettingsError(f"The {name} is not one that Polymarket gives out.")
        key, secret, passphrase = credentials.secrets
        plain = ((key, "me-"), (secret, "secret-"), (passphrase, "phrase-"))
        # UUIDs mean the same in either case.
        forms = {
            form: start for text, start in plain for form in (text, text.lower(), text.upper())
        }
        self._plain = [
            (form.encode(), _filled(start.encode(), len(form))) for form, start in forms.items()
        ]
        pattern = "|".join(
            f"(?P<{name}>{_escaped(text)})"
            for name, text in (("me", key), ("secret", secret), ("phrase", passphrase))
        )
        self._escaped = re.compile(pattern.encode(), re.IGNORECASE)

    def redact(self, raw: bytes) -> bytes:
        """The frame without the three strings, at the same length; unchanged if it has none.

        Finds them also where JSON escapes stand inside them.
        """
        for text, placeholder in self._plain:
            if text in raw:
                raw = raw.replace(text, placeholder)
        return self._escaped.sub(_placeholder, raw) if b"\\" in raw else raw


def _escaped(text: str) -> str:
    """Pattern of a text in JSON, any of whose characters may be written as an escape."""
    return "".join(rf"(?:\\?{re.escape(char)}|\\u00{ord(char):02x})" for char in text)


def _placeholder(match: re.Match[bytes]) -> bytes:
    return _filled(f"{match.lastgroup}-".encode(), len(match[0]))


def _filled(start: bytes, length: int) -> bytes:
    return start[:length].ljust(length, b"0")
