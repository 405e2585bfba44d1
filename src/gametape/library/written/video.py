"""Videos beside a session, and how they line up with its clock. No database here."""

from __future__ import annotations

import itertools
import re
from typing import Annotated, Literal

import msgspec

from gametape.errors import UsageError
from gametape.library.written.note import Moment, Title, plain

VideoKind = Literal["file", "media", "youtube", "twitch"]
"""A file on the viewer's own disk, one in the session's media folder, or a hosted recording."""

_REFERENCES = {
    "youtube": re.compile(r"[A-Za-z0-9_-]{6,20}"),
    "twitch": re.compile(r"\d{1,20}"),
}

Seconds = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class Anchor(msgspec.Struct, frozen=True):
    """Two moments that match: the session's (microseconds since 1970), the video's (seconds)."""

    session_us: Moment
    video_s: Seconds


class Video(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A video; between its `anchors` time is interpolated.

    `ref` is the file's name, or the host's id of the video. `id` is the page's own name for it.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    kind: VideoKind
    ref: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    title: Title = ""
    anchors: Annotated[list[Anchor], msgspec.Meta(max_length=100)] = []


class Videos(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All videos of a session, the first one shown first."""

    videos: Annotated[list[Video], msgspec.Meta(max_length=20)]


def checked_videos(given: Videos) -> Videos:
    """The list as it will be kept; raises UsageError where something cannot be meant."""
    found = [_checked(video) for video in given.videos]
    if len({video.id for video in found}) != len(found):
        raise UsageError("Two videos have the same id.")
    return Videos(found)


def is_hosted(video: Video) -> bool:
    """Whether showing it asks somebody else's machine."""
    return video.kind in _REFERENCES


def _checked(video: Video) -> Video:
    form = _REFERENCES.get(video.kind)
    if form is not None and not form.fullmatch(video.ref):
        raise UsageError(
            f"{video.ref[:60]!r} is not the id of a {video.kind} video.",
            "Give the id alone, as it stands in the video's address.",
        )
    anchors = sorted(video.anchors, key=lambda one: one.session_us)
    for before, after in itertools.pairwise(anchors):
        if after.session_us == before.session_us or after.video_s <= before.video_s:
            raise UsageError(
                "The video would have to run backwards between two anchors.",
                "Remove one of the anchors that do not go together.",
            )
    ref, title, id_ = plain(video.ref), plain(video.title), plain(video.id)
    if not ref or not id_:
        raise UsageError("A video needs an id and a reference.")
    return msgspec.structs.replace(video, id=id_, ref=ref, title=title, anchors=anchors)
