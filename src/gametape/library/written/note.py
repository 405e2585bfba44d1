"""Notes, bookmarks and clips: what a person puts at a moment of a session. No database here."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from gametape.errors import GametapeError, UsageError
from gametape.tape.voice import is_voice_name

Kind = Literal["note", "bookmark", "clip"]
"""Words at a moment, a moment to come back to, or a range of time with a title."""

MOMENT_MAX = 253_402_300_799_999_999
"""The last microsecond of the year 9999."""

TEXT_MAX = 20_000
TITLE_MAX = 200
TAG_MAX = 40
TAGS_MAX = 20

Moment = Annotated[int, msgspec.Meta(ge=0, le=MOMENT_MAX)]
VOICE_MAX_US = 600_000_000
"""The longest voice note, in microseconds. The page stops at half of it."""

VoiceLength = Annotated[int, msgspec.Meta(ge=1, le=VOICE_MAX_US)]
Title = Annotated[str, msgspec.Meta(max_length=TITLE_MAX)]
Words = Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=TAG_MAX)]
Tags = Annotated[list[Tag], msgspec.Meta(max_length=TAGS_MAX)]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note of the library. Times are microseconds since 1970; only a clip must have `to_us`.

    Notes spoken while recording are on the tape and stay there; these can be changed. `voice` is
    the file of a voice note in the session's `voice` folder, `voice_us` how long it is.
    """

    id: int
    session: str
    kind: Kind
    at_us: Moment
    to_us: Moment | None
    title: Title
    text: Words
    tags: Tags
    created_us: int
    edited_us: int
    voice: str | None
    voice_us: int | None


class Spoken(msgspec.Struct, frozen=True):
    """The sound of a note: its file in the session's `voice` folder, its length in microseconds."""

    voice: str
    voice_us: VoiceLength


class NoteDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note to be made at `at_us` (microseconds since 1970); a clip goes on to `to_us`."""

    kind: Kind = "note"
    at_us: Moment
    to_us: Moment | None = None
    title: Title = ""
    text: Words = ""
    tags: Tags = []


class NotePatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change of a note; what is left out stays."""

    kind: Kind | msgspec.UnsetType = msgspec.UNSET
    at_us: Moment | msgspec.UnsetType = msgspec.UNSET
    to_us: Moment | msgspec.UnsetType | None = msgspec.UNSET
    title: Title | msgspec.UnsetType = msgspec.UNSET
    text: Words | msgspec.UnsetType = msgspec.UNSET
    tags: Tags | msgspec.UnsetType = msgspec.UNSET


class UnknownNoteError(GametapeError):
    """There is no note of this number, or it was removed."""


def checked(draft: NoteDraft) -> NoteDraft:
    """The draft as it will be kept; raises UsageError for a range that is none."""
    if draft.kind == "clip" and draft.to_us is None:
        raise UsageError("A clip needs an end.", "Give to_us, or make it a bookmark.")
    if draft.to_us is not None and draft.to_us < draft.at_us:
        raise UsageError("A note cannot end before it begins.", "Swap at_us and to_us.")
    tags = list(dict.fromkeys(plain(tag).strip() for tag in draft.tags))
    return msgspec.structs.replace(
        draft, title=plain(draft.title), text=plain(draft.text), tags=[tag for tag in tags if tag]
    )


def checked_voice(spoken: Spoken) -> Spoken:
    """The sound as it may be kept; raises UsageError for a name that is no voice note's."""
    if not is_voice_name(spoken.voice):
        raise UsageError(f"{spoken.voice[:60]!r} is not the name of a voice note.")
    return spoken


def changed(note: Note, patch: NotePatch) -> NoteDraft:
    """The note with the change, to be checked like a new one."""
    old = {name: getattr(note, name) for name in NoteDraft.__struct_fields__}
    new = {name: getattr(patch, name) for name in NoteDraft.__struct_fields__}
    return NoteDraft(**{**old, **{k: v for k, v in new.items() if v is not msgspec.UNSET}})


def plain(text: str) -> str:
    """Text that any database takes: no NUL, and no half of a character."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
