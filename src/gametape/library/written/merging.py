"""Words that came from outside, kept as notes once, however often they are brought."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Engine, delete, insert, select

from gametape.library.database import transaction
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
    document = merged_into(session)
    rows = {name: note_row(session, checked(draft), now_us) for name, draft in drafts.items()}
    with transaction(engine) as connection:
        query = select(DOCUMENTS.c.body).where(DOCUMENTS.c.name == document)
        known = _known(connection.execute(query).scalar_one_or_none())
        new = [name for name in rows if name not in known]
        if new:
            connection.execute(insert(NOTES), [rows[name] for name in new])
            body = msgspec.json.encode([*known, *new]).decode()
            connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.name == document))
            row = {"name": document, "body": body, "edited_us": now_us}
            connection.execute(insert(DOCUMENTS), [row])
    return new


def _known(body: object) -> dict[str, None]:
    """Names in the order in which they came."""
    try:
        return dict.fromkeys(_ids.decode(str(body))) if body is not None else {}
    except msgspec.MsgspecError:
        return {}
