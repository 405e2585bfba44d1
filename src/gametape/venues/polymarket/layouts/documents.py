"""Reading files of JSON as others write them: lines, arrays, pretty-printed documents, or a mix."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile
from gametape.model.times import epoch_us, iso_us
from gametape.venues.polymarket.wire import one_line, split_frame

BOM = b"\xef\xbb\xbf"
_LINES_SNIFFED = 20
_SCANNER = json.JSONDecoder()
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_VALUE = msgspec.json.Decoder(msgspec.Raw)
_SCALAR = msgspec.json.Decoder(str | int | float | None)
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


class Unit(msgspec.Struct, frozen=True):
    """What one line or one document element holds: its JSON values, verbatim.

    `array` says that the line was an array, so that the values are parts of one frame.
    """

    values: list[bytes]
    array: bool


@lru_cache(maxsize=8)
def sniff(head: bytes) -> Mapping[str, object]:
    """Top-level fields of the first JSON object in a file's head, as far as the head shows them.

    A field that the head cuts off is there with what the head shows of its first object. Lines of
    plain text before the first bracket are passed over; what follows that decides. Empty if it is
    no JSON object.
    """
    text = head.removeprefix(BOM).decode("utf-8", "replace")
    for line_end in range(_LINES_SNIFFED):
        text = text.lstrip()
        if not text:
            break
        if text[0] in "{[":
            return _top_fields(text.lstrip("[ \t\r\n"))
        at = text.find("\n")
        if at < 0 or line_end == _LINES_SNIFFED - 1:
            break
        text = text[at:]
    return {}


def _top_fields(text: str) -> dict[str, object]:
    fields: dict[str, object] = {}
    if not text.startswith("{"):
        return fields
    at = 0
    try:
        while text[at] in "{,":
            key, at = _SCANNER.raw_decode(text, _skip(text, at + 1))
            at = _skip(text, at)
            if not isinstance(key, str) or text[at] != ":":
                return {}
            at = _skip(text, at + 1)
            try:
                fields[key], at = _SCANNER.raw_decode(text, at)
            except ValueError:
                fields[key] = _cut_value(text[at:])
                break
            at = _skip(text, at)
    except (ValueError, IndexError, RecursionError):
        pass
    return fields


def _cut_value(text: str) -> object:
    """As much as there is of the first object of a value that the head cuts off."""
    if text[:1] == "[":
        return [_top_fields(text.lstrip("[ \t\r\n"))]
    return _top_fields(text) if text[:1] == "{" else None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def units(file: ForeignFile) -> Iterator[Unit]:
    """All JSON values of a file in order, whether it is written as lines or as one document.

    Blank lines carry nothing and are passed over; a line that is not JSON is given as a JSON
    string of itself.
    """
    lines = (line.removeprefix(BOM) for line in file.lines())
    first = next((line for line in lines if line.strip()), b"")
    if not is_json(first):
        document = file.whole().removeprefix(BOM)
        if is_json(document):
            for value in split_frame(document):
                yield Unit([value], array=False)
            return
    yield _line_unit(first)
    for line in lines:
        if line.strip():
            yield _line_unit(line)


def _line_unit(line: bytes) -> Unit:
    start = line.lstrip()[:1]
    if start == b'"' and is_json(line):
        return Unit([line.strip()], array=False)
    values = split_frame(line)
    return Unit(values, array=start == b"[" and values[0][:1] != b'"')


def is_json(text: bytes) -> bool:
    """Whether the bytes are one JSON value."""
    try:
        _VALUE.decode(text)
        if not text.isascii():
            text.decode()
    except _UNREADABLE:
        return False
    return True


def fields_in(raw: bytes) -> dict[str, bytes]:
    """Top-level fields of a JSON object, each verbatim; none if it is no object."""
    try:
        return fields_of(raw)
    except ParseError:
        return {}


def fields_of(raw: bytes) -> dict[str, bytes]:
    """Top-level fields of a JSON object, each verbatim; raises ParseError if it is none."""
    try:
        return {key: one_line(bytes(value)) for key, value in _FIELDS.decode(raw).items()}
    except _UNREADABLE as error:
        raise ParseError(f"not a JSON object: {error}.") from None


def elements_in(raw: bytes) -> list[bytes]:
    """Elements of a JSON array, each verbatim; of anything else, itself."""
    try:
        return [one_line(bytes(value)) for value in _ELEMENTS.decode(raw)]
    except _UNREADABLE:
        return [raw]


def scalar_of(raw: bytes) -> str | int | float | None:
    """A JSON text or number; None for anything else."""
    try:
        value: str | int | float | None = _SCALAR.decode(raw)
    except _UNREADABLE:
        return None
    return value


def time_of(value: object) -> int | None:
    """Microseconds of a time in any of the forms recorders write; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return None
    try:
        return epoch_us(value)
    except ParseError:
        pass
    try:
        # Python before 3.12 takes no blank before an offset: "17:15:47.925 +0100".
        return (
            iso_us(value.replace(" +", "+").replace(" -", "-")) if isinstance(value, str) else None
        )
    except ParseError:
        return None


def wrapped(**fields: bytes) -> bytes:
    """A JSON object of fields whose values are JSON already, kept verbatim."""
    return msgspec.json.encode({key: msgspec.Raw(value) for key, value in fields.items()})
