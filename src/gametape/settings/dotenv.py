"""A `.env` file: NAME=value lines, comments, optional `export` and quotes. Nothing is expanded."""

from __future__ import annotations


def parse_dotenv(text: str) -> dict[str, str]:
    """Variables of a `.env` text; lines of any other form are skipped."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name = name.strip()
        if not equals or not name or name.startswith("#"):
            continue
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        else:
            value = value.partition(" #")[0].rstrip()
        found[name] = value
    return found
