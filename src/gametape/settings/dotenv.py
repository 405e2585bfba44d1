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
        quote = value[:1]
        if quote in ("'", '"') and (end := _closing(value, quote)) > 0:
            value = value[1:end]
        else:
            value = value.partition(" #")[0].rstrip()
        found[name] = value
    return found


def _closing(value: str, quote: str) -> int:
    """Where the closing quote is, with nothing but a comment behind it; 0 if there is none."""
    if len(value) >= 2 and value.endswith(quote):
        return len(value) - 1
    end = value.find(quote, 1)
    return end if end > 0 and value[end + 1 :].lstrip().startswith("#") else 0
