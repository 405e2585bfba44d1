"""What happens to whoever asks for the future: an error, so that no label can rest on it."""

from __future__ import annotations

from gametape.errors import GametapeError


class LookAhead(GametapeError):  # noqa: N818 - the name says what was done
    """Something that ends at one time was asked for a later one; both in microseconds."""

    def __init__(self, asked_us: int, ends_us: int) -> None:
        super().__init__(
            f"what was known at {ends_us} was asked for {asked_us}.",
            "This is a mistake in a rule: it may read nothing later than its own moment.",
        )
