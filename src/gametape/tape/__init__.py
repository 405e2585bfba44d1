"""The recording file: the only truth. Written append-only, read tail-tolerant."""

from gametape.tape.damage import Damage
from gametape.tape.follow import follow_tape
from gametape.tape.lines import Line, OwnKind, text_frame
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.repair import RepairReport, repair
from gametape.tape.session import SessionFolder, list_sessions, slugify
from gametape.tape.tail import LastLine, last_line
from gametape.tape.writer import TapeWriter

__all__ = [
    "Damage",
    "LastLine",
    "Line",
    "Manifest",
    "OwnKind",
    "RepairReport",
    "SessionFolder",
    "TapeWriter",
    "follow_tape",
    "last_line",
    "list_sessions",
    "read_tape",
    "repair",
    "slugify",
    "text_frame",
]
