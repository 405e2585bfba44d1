"""What people wrote about a session, taken out of one library and put into another."""

from __future__ import annotations

from typing import Annotated

import msgspec
from sqlalchemy import Engine, insert, select

from gametape.errors import ParseError, UsageError
from gametape.library.database import transaction
from gametape.library.tables import ANSWERS, NOTES, TAGS, VIDEOS
from gametape.library.written.answer import Answer
from gametape.library.written.merging import keep_merged_names, merged_names
from gametape.library.written.note import (
    Kind,
    Moment,
    NoteDraft,
    Spoken,
    Tags,
    Title,
    VoiceLength,
    Words,
    checked,
    checked_voice,
    plain,
)
from gametape.library.written.notes import note_row
from gametape.library.written.tagging import LONGEST_TAG, Tag
from gametape.library.written.video import Video, Videos, checked_videos

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class KeptNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note without its number, which is another in every library."""

    kind: Kind
    at_us: Moment
    to_us: Moment | None
    title: Title
    text: Words
    tags: Tags
    created_us: Moment
    edited_us: Moment
    voice: str | None = None
    voice_us: VoiceLength | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Notes, videos, answers and tags of a session; removed notes are not in it.

    `merged` names the comments of shared files that are notes already (see `merging`).
    """

    notes: list[KeptNote] = []
    videos: list[Video] = []
    answers: list[Answer] = []
    tags: list[Tag] = []
    merged: list[_Id] = []


_decoder = msgspec.json.Decoder(Kept)


def kept_of(engine: Engine, session: str) -> Kept:
    """All that a person wrote about a session; raises CatalogueError if the database fails."""
    with transaction(engine) as connection:

        def rows(of: type[msgspec.Struct], query: object) -> list[dict[str, object]]:
            found = connection.execute(query).all()  # type: ignore[call-overload]
            return [dict(zip(of.__struct_fields__, row, strict=True)) for row in found]

        notes = select(*(NOTES.c[name] for name in KeptNote.__struct_fields__))
        notes = notes.where(NOTES.c.session == session, NOTES.c.deleted_us.is_(None))
        videos = select(*(VIDEOS.c[name] for name in Video.__struct_fields__))
        answers = select(*(ANSWERS.c[name] for name in Answer.__struct_fields__))
        tags = select(*(TAGS.c[name] for name in Tag.__struct_fields__))
        found = {
            "notes": rows(KeptNote, notes.order_by(NOTES.c.at_us, NOTES.c.id)),
            "videos": rows(
                Video, videos.where(VIDEOS.c.session == session).order_by(VIDEOS.c.position)
            ),
            "answers": rows(
                Answer,
                answers.where(ANSWERS.c.session == session).order_by(
                    ANSWERS.c.given_us, ANSWERS.c.order_id, ANSWERS.c.label
                ),
            ),
            "tags": rows(
                Tag,
                tags.where(TAGS.c.session == session).order_by(
                    TAGS.c.given_us, TAGS.c.order_id, TAGS.c.tag
                ),
            ),
            "merged": merged_names(connection, session),
        }
    return msgspec.convert(found, Kept)


def read_kept(data: bytes) -> Kept:
    """What another library gave; raises ParseError for anything that no library gives."""
    try:
        kept = _decoder.decode(data)
        for note in kept.notes:
            checked(_draft(note))
            if (sound := _spoken(note)) is not None:
                checked_voice(sound)
        checked_videos(Videos(kept.videos))
        ids: list[Answer | Tag] = [*kept.answers, *kept.tags]
        for one in ids:
            msgspec.convert(one.order_id, _Id)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, UsageError) as error:
        raise ParseError(f"What was written about the session cannot be read: {error}") from None
    words = [*(one.label for one in kept.answers), *(one.tag for one in kept.tags)]
    texts = [*words, *(one.order_id for one in ids)]
    if any(not text.isprintable() for text in texts) or any(
        not 0 < len(one.tag) <= LONGEST_TAG for one in kept.tags
    ):
        raise ParseError("A tag or an answer about the session cannot be shown.")
    if any(not 0 <= one.given_us < 1 << 62 for one in ids):
        raise ParseError("A tag or an answer about the session was given at no time.")
    return kept


def put_back(engine: Engine, session: str, kept: Kept) -> None:
    """Write it into a library, all or nothing, for a session of which nothing is in it yet.

    Raises CatalogueError if the database fails.
    """
    notes = [
        note_row(session, checked(_draft(note)), note.created_us, _spoken(note))
        | {"edited_us": note.edited_us}
        for note in kept.notes
    ]
    videos = [
        {"session": session, "position": at, **msgspec.to_builtins(video)}
        for at, video in enumerate(checked_videos(Videos(kept.videos)).videos)
    ]
    answers = [{"session": session, **msgspec.to_builtins(one)} for one in kept.answers]
    tags = [{"session": session, **msgspec.to_builtins(one)} for one in kept.tags]
    for one in (*answers, *tags):
        one["order_id"] = plain(str(one["order_id"]))
    with transaction(engine) as connection:
        for table, rows in ((NOTES, notes), (VIDEOS, videos), (ANSWERS, answers), (TAGS, tags)):
            if rows:
                connection.execute(insert(table), rows)
        last_us = max((note.edited_us for note in kept.notes), default=0)
        keep_merged_names(connection, session, kept.merged, last_us)


def _spoken(note: KeptNote) -> Spoken | None:
    if note.voice is None or note.voice_us is None:
        return None
    return Spoken(note.voice, note.voice_us)


def _draft(note: KeptNote) -> NoteDraft:
    return NoteDraft(
        kind=note.kind, at_us=note.at_us, to_us=note.to_us, title=note.title, text=note.text,
        tags=note.tags,
    )  # fmt: skip
