"""A table of moments as a Parquet file beside its session: columns/moments.parquet."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import numpy as np

from gametape.analyze.evidence import MadeFrom
from gametape.analyze.moments.index import Evening
from gametape.analyze.moments.table import Codes, MomentTable
from gametape.analyze.moments.vocabulary import FEATURES, KINDS, VERSION, steps
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.errors import TapeError, UsageError
from gametape.ledger.steps import Line
from gametape.replay.film.stored import basis_of
from gametape.tape.durable import replace_file
from gametape.tape.session import SessionFolder

FILE = "moments.parquet"
_KEY = b"gametape"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of moments says of itself, in its metadata under `gametape`.

    `lines` are market, asset and opposite asset by place; `labels` the names of both outcomes.
    """

    version: int
    made_from: MadeFrom
    title: str
    sport: str
    lines: tuple[tuple[str, str, str], ...]
    labels: tuple[tuple[str, str], ...]


def write_moments(folder: SessionFolder, table: MomentTable, facts: Facts) -> None:
    """Put a table beside its session; raises TapeError if the disk refuses."""
    path = folder.columns / FILE
    try:
        folder.columns.mkdir(exist_ok=True)
        replace_file(path, _bytes(table, facts))
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror}.") from error


def read_moments(folder: SessionFolder) -> tuple[Evening, MomentTable]:
    """A kept table; raises TapeError for one that cannot be read."""
    import pyarrow as pa

    path = folder.columns / FILE
    try:
        table = parquet().read_table(path, memory_map=True)
        facts = msgspec.json.decode((table.schema.metadata or {})[_KEY], type=Facts)
        evening = Evening(folder.slug, facts.title, facts.sport, facts.lines, facts.labels)
        return evening, _table(table, facts)
    except (OSError, KeyError, IndexError, pa.ArrowException, msgspec.MsgspecError) as error:
        raise TapeError(
            f"{path} cannot be read: {error}.", "Delete it; it is made again."
        ) from None


def is_current(folder: SessionFolder, parameters: Parameters = DEFAULTS) -> bool:
    """Whether the kept table is of the tape as it is, by this program, with these parameters."""
    import pyarrow as pa

    from gametape.analyze.judging.session import CODE

    try:
        told = parquet().read_metadata(folder.columns / FILE).metadata or {}
        facts = msgspec.json.decode(told[_KEY], type=Facts)
    except (OSError, KeyError, pa.ArrowException, msgspec.MsgspecError):
        return False
    wanted = MadeFrom(basis_of(folder), CODE, parameters.version)
    return facts.version == VERSION and facts.made_from == wanted


def parquet() -> Any:
    """The library's module, which ships no types; raises UsageError where it is not installed."""
    try:
        from pyarrow import parquet as module
    except ImportError:
        raise UsageError(
            "Moments need a part that is not installed (pyarrow).",
            "pip install 'gametape[columns]'",
        ) from None
    return module


def _bytes(table: MomentTable, facts: Facts) -> bytes:
    import pyarrow as pa

    module = parquet()
    assets = [line.asset for line in table.lines]
    columns: dict[str, Any] = {
        "asset": _words(table.line, assets),
        "at_us": pa.array(table.at_us),
        "kind": _words(table.kind, KINDS),
        "phase": _words(table.phase, table.phases),
    }
    for name, values in {**table.known, **table.next}.items():
        columns[name] = pa.array(values, from_pandas=True)  # not a number is null
    for step in steps():
        columns[f"why_{step}"] = _words(table.why[step], table.reasons)
    told = pa.table(columns).replace_schema_metadata({_KEY: msgspec.json.encode(facts)})
    out = io.BytesIO()
    module.write_table(told, out, compression="zstd")
    return out.getvalue()


def _table(told: Any, facts: Facts) -> MomentTable:
    lines = tuple(Line(*one) for one in facts.lines)
    phases, phase = _codes(told, "phase", ())
    reasons: tuple[str, ...] = ("",)
    why = {}
    for step in steps():
        reasons, why[step] = _codes(told, f"why_{step}", reasons)
    return MomentTable(
        lines=lines,
        phases=phases,
        reasons=reasons,
        line=_codes(told, "asset", tuple(line.asset for line in lines))[1],
        at_us=told["at_us"].to_numpy().astype(np.int64),
        kind=_codes(told, "kind", KINDS)[1],
        phase=phase,
        known={one.name: _floats(told, one.name) for one in FEATURES},
        next={
            f"{what}_{step}": _floats(told, f"{what}_{step}")
            for what in ("mid", "buy", "sell")
            for step in steps()
        },
        why=why,
    )


def _words(codes: Codes, names: tuple[str, ...] | list[str]) -> Any:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(names), pa.string()))


def _codes(told: Any, name: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], Codes]:
    """A column of words as places in `names`, with the new ones behind them."""
    column = told[name].combine_chunks().dictionary_encode()
    own = column.dictionary.to_pylist()
    names = tuple(dict.fromkeys([*names, *own]))
    places = np.array([names.index(word) for word in own], np.int16)
    indices = column.indices.to_numpy(zero_copy_only=False)
    return names, places[indices] if len(places) else np.zeros(len(indices), np.int16)


def _floats(told: Any, name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(told[name].to_numpy(), np.float32)
