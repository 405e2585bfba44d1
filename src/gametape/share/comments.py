"""Comments that somebody wrote in a shared file, and how they come back: strangers' words."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from gametape.errors import ParseError

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,32}$")]

FILE_LIMIT = 5_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """Words at a moment (microseconds since 1970) by somebody who says who they are."""

    id: Id
    at_us: Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999_999)]
    author: Annotated[str, msgspec.Meta(max_length=80)]
    text: Annotated[str, msgspec.Meta(max_length=5_000)]


class CommentFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the page in a shared file lets one download."""

    gametape: Annotated[str, msgspec.Meta(pattern=r"^comments 1$")]
    session: Annotated[str, msgspec.Meta(max_length=200)]
    file: Annotated[str, msgspec.Meta(max_length=80)]
    comments: Annotated[list[Comment], msgspec.Meta(max_length=2_000)]


_decoder = msgspec.json.Decoder(CommentFile)


def read_comments(data: bytes) -> CommentFile:
    """The comments in a file, as text that no terminal or page obeys; raises ParseError."""
    if len(data) > FILE_LIMIT:
        raise ParseError("This file is too large to be comments on a session.")
    try:
        found = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(
            f"This is no file of comments: {str(error)[:200]}.",
            "The page in a shared file makes one: Download comments.",
        ) from None
    return plain_comments(found)


def plain_comments(found: CommentFile) -> CommentFile:
    """The same with text that no terminal or page obeys; comments without words are left out."""
    plain = [
        msgspec.structs.replace(one, author=_plain(one.author), text=_plain(one.text))
        for one in found.comments
    ]
    return msgspec.structs.replace(found, comments=[one for one in plain if one.text])


def _plain(text: str) -> str:
    """Without control characters and without what turns the direction of writing."""
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode()).strip()
