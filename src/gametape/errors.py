"""Every error gametape raises on purpose: what went wrong, in words, and the way out."""

from __future__ import annotations


class GametapeError(Exception):
    """An error for a person: `what` happened and, where there is one, the `way_out`.

    The command line prints it as one line and exits with `exit_code`.
    """

    exit_code = 1

    def __init__(self, what: str, way_out: str = "") -> None:
        super().__init__(f"{what} {way_out}".strip())
        self.what = what
        self.way_out = way_out


class ParseError(GametapeError):
    """A message is not of the form its source promises; it stays on the tape, counted."""


class TapeError(GametapeError):
    """A recording file cannot be written or read."""


class TapeBusyError(TapeError):
    """Another recorder holds this session."""


class TapeFullError(TapeError):
    """The disk refused a write; what was acknowledged before is safe."""


class UnknownSessionError(GametapeError):
    """No session of this name in the data folder."""

    exit_code = 2


class UsageError(GametapeError):
    """The request itself cannot be carried out as given."""

    exit_code = 2


class VenueError(GametapeError):
    """A venue refused, failed or answered with something unusable."""


class SettingsError(GametapeError):
    """A setting is unknown or has an impossible value."""

    exit_code = 2


class CatalogueError(GametapeError):
    """The library's database cannot be used; the tapes are untouched."""
