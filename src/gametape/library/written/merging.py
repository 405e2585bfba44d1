"""Words that came from outside, kept as notes once, however often they are brought."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select

from gametape.library.database import alone, transaction
from gametape.library.tables import DOCUMENTS, NOTES
from gametape.library.written.note import NoteDraft, checked
from gametape.library.written.notes import note_row

_ids = msgspec.json.Decoder(list[str])


def merged_into(session: str) -> str:
    """The document that names what was merged into a session."""
    return f"merged into {session}"


def merge_notes(
    engine: Engine, session: str, drafts: Mapping[str, NoteDraft], now_us: int
) -> list[str]:
    """Keep drafts as notes of a session, all or none; gives the names of those that are new.

    Names that were merged before are passed over, also where the note was changed or removed
    since. Raises UsageError for an impossible draft, CatalogueError if the database fails.
    """
    rows = {name: note_row(session, checked(draft), now_us) for name, draft in drafts.items()}
    with transaction(engine) as connection:
        alone(connection)
        known = merged_names(connection, session)
        seen = set(known)
        new = [name for name in rows if name not in seen]
        if new:
            connection.execute(insert(NOTES), [rows[name] for name in new])
            keep_merged_names(connection, session, [*known, *new], now_us)
    return new


def merged_names(connection: Connection, session: str) -> list[str]:
    """The names of what was merged into a session, in the order in which it came."""
    query = select(DOCUMENTS.c.body).where(DOCUMENTS.c.name == merged_into(session))
    body = connection.execute(query).scalar_one_or_none()
    try:
        return list(dict.fromkeys(_ids.decode(str(body)))) if body is not None else []
    except msgspec.MsgspecError:
        return []


def keep_merged_names(connection: Connection, session: str, names: list[str], now_us: int) -> None:
    """Keep these names, and no others, as those of what was merged into a session."""
    connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.name == merged_into(session)))
    if names:
        body = msgspec.json.encode(names).decode()
        row = {"name": merged_into(session), "body": body, "edited_us": now_us}
        connection.execute(insert(DOCUMENTS), [row])
