"""The header of a file that is to be kept and not shown, for any name that a session may have."""

from __future__ import annotations

import re
from urllib.parse import quote

_PLAIN = re.compile(r"[^A-Za-z0-9._ ()+-]")


def attachment(name: str) -> str:
    """A `content-disposition`: the name in plain letters, and where it has others as it is.

    After RFC 6266 and RFC 8187; no letter of the name can end the header or the name in it.
    """
    plain = _PLAIN.sub("_", name)
    said = f'attachment; filename="{plain}"'
    if plain == name:
        return said
    return f"{said}; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
