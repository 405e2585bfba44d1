"""Pattern files: a strict reader that names the line, the reason and the nearest known word.

A file may come from a stranger: it is data, bounded in every size, and nothing in it is run.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from difflib import get_close_matches
from typing import NoReturn, TypeVar, get_args

from gametape.analyze.patterns.locating import line_of
from gametape.analyze.patterns.pattern import Condition, Meaning, Pattern, Side
from gametape.analyze.patterns.vocabulary import FIELDS, FieldKind
from gametape.errors import ParseError

T = TypeVar("T", bound=str)

FORMAT = 1
LARGEST_BYTES = 32_768
LONGEST_WORDS = {"title": 80, "question": 200, "description": 4_000}
MOST_CONDITIONS = 40
MOST_WORDS = 40
LARGEST_NUMBER = Decimal(10**12)

_TABLES = ("when", "unless", "keep", "opportunity", "gate")
_PLAIN = ("format", "name", "version", "title", "question", "description", "meaning", "side")
_MICRO = ("usd", "shares")


def parse_pattern(content: bytes, file: str = "pattern") -> Pattern:
    """Read a pattern file; `file` is how errors call it.

    Raises ParseError, and nothing else, for whatever is not one: with the line where there is one.
    """
    if len(content) > LARGEST_BYTES:
        raise ParseError(f"{file}: a pattern file has at most {LARGEST_BYTES // 1024} KB.")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        told = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise ParseError(f"{file}: this is no text in UTF-8.") from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise ParseError(f"{file}: this is not TOML: {_short(error)}.") from None
    return _Reader(file, text, told).pattern()


def _short(error: Exception) -> str:
    words = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "a value too large"
    return "".join(char if char.isprintable() else "?" for char in words)[:200]


class _Reader:
    """One file: its text for line numbers, and what it holds."""

    def __init__(self, file: str, text: str, told: dict[str, object]) -> None:
        self._file = file
        self._text = text
        self._told = told

    def pattern(self) -> Pattern:
        for key in self._told:
            if key not in (*_PLAIN, *_TABLES):
                self._fail(f"“{_clean(key)}” is not known", key, near=(*_PLAIN, *_TABLES))
        if self._whole("format", 1, 1_000) != FORMAT:
            self._fail(f"this gametape reads format {FORMAT}", "format")
        name = self._name()
        meaning = self._choice("meaning", get_args(Meaning))
        parts = {name: self._conditions(name) for name in _TABLES if name != "gate"}
        self._check(meaning, parts)
        least_trades, least_sessions = self._gate()
        return Pattern(
            name=name,
            version=self._whole("version", 1, 10**6),
            title=self._words("title"),
            question=self._words("question"),
            description=self._words("description") if "description" in self._told else "",
            meaning=meaning,
            side=self._choice("side", get_args(Side)),
            when=parts["when"],
            unless=parts["unless"],
            keep=parts["keep"],
            opportunity=parts["opportunity"],
            least_trades=least_trades,
            least_sessions=least_sessions,
        )

    def _check(self, meaning: str, parts: dict[str, tuple[Condition, ...]]) -> None:
        if not parts["when"]:
            self._fail("[when] needs at least one condition", "when")
        if bool(parts["keep"]) != (meaning == "rule"):
            said = "needs [keep]: what keeping it means" if meaning == "rule" else "has no [keep]"
            self._fail(f"a pattern with meaning “{meaning}” {said}", "meaning")
        if sum(map(len, parts.values())) > MOST_CONDITIONS:
            self._fail(f"a pattern has at most {MOST_CONDITIONS} conditions", "when")

    def _conditions(self, table: str) -> tuple[Condition, ...]:
        told = self._told.get(table, {})
        if not isinstance(told, dict):
            self._fail(f"{table} is a table: [{table}]", table)
        if len(told) > MOST_CONDITIONS:
            self._fail(f"a pattern has at most {MOST_CONDITIONS} conditions", table)
        return tuple(one for key, value in told.items() for one in self._one(table, key, value))

    def _one(self, table: str, key: str, value: object) -> list[Condition]:
        kind = FIELDS.get(key)
        if kind is None:
            self._fail(f"there is no field “{_clean(key)}”", table, key, near=tuple(FIELDS))
        if table == "opportunity" and kind.of_order:
            self._fail(f"{key} is known of an order only, and an opportunity has none", table, key)
        if kind.type == "number":
            return self._range(table, key, value, kind)
        if kind.type == "flag":
            if not isinstance(value, bool):
                self._fail(f"{key} is true or false", table, key)
            return [Condition(key, "is", value)]
        if isinstance(value, str):
            return [Condition(key, "is", self._word(value, table, key))]
        if not isinstance(value, list) or not 0 < len(value) <= MOST_WORDS:
            self._fail(f'{key} is a word or a list of words: ["Q4", "4Q"]', table, key)
        return [Condition(key, "one_of", tuple(self._word(one, table, key) for one in value))]

    def _range(self, table: str, key: str, value: object, kind: FieldKind) -> list[Condition]:
        how = f"{key} needs a table: {{ least = 1, most = 2 }}"
        if not isinstance(value, dict) or not value:
            self._fail(how, table, key)
        for word in value:
            if word not in ("least", "most"):
                self._fail(
                    f"“{_clean(word)}” is not known: {how}",
                    table,
                    key,
                    near=("least", "most"),
                    word=word,
                )
        found = []
        for test in ("least", "most"):
            if test in value:
                number = self._number(value[test], table, key)
                scaled = float(number * 10**6 if kind.unit in _MICRO else number)
                found.append(Condition(key, "least" if test == "least" else "most", scaled))
        if len(found) == 2 and found[0].value > found[1].value:  # type: ignore[operator]
            self._fail(f"{key} can never be at least that and at most this", table, key)
        return found

    def _number(self, value: object, table: str, key: str) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            self._fail(f"{key} is held against a number", table, key)
        number = Decimal(value)
        if not number.is_finite() or number.copy_abs() > LARGEST_NUMBER:
            self._fail(f"{key} is held against a number of at most 10^12", table, key)
        return number

    def _word(self, value: object, table: str, key: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= 60 or not value.isprintable():
            self._fail(f"{key} is held against words of at most 60 plain characters", table, key)
        return value

    def _gate(self) -> tuple[int, int]:
        told = self._told.get("gate", {})
        if not isinstance(told, dict):
            self._fail("gate is a table: [gate]", "gate")
        for key, value in told.items():
            if key not in ("trades", "sessions"):
                self._fail(
                    f"“{_clean(key)}” is not known", "gate", key, near=("trades", "sessions")
                )
            if type(value) is not int or not 1 <= value <= 10_000:
                self._fail(f"{key} is a whole number from 1 to 10000", "gate", key)
        return told.get("trades", 0), told.get("sessions", 0)

    def _name(self) -> str:
        name = self._told.get("name")
        letters = set("abcdefghijklmnopqrstuvwxyz0123456789_")
        if not isinstance(name, str) or not 2 <= len(name) <= 40 or not set(name) <= letters:
            self._fail("name has 2 to 40 of the letters a to z, digits and _", "name")
        if not name[0].isalpha():
            self._fail("name begins with a letter", "name")
        return name

    def _words(self, key: str) -> str:
        value, most = self._told.get(key), LONGEST_WORDS[key]
        if not isinstance(value, str) or not 0 < len(value.strip()) <= len(value) <= most:
            self._fail(f"{key} is text of 1 to {most} characters", key)
        plain = value.replace("\n", " ") if key == "description" else value
        if not plain.isprintable():
            self._fail(f"{key} holds characters that cannot be shown", key)
        return value.strip()

    def _whole(self, key: str, least: int, most: int) -> int:
        value = self._told.get(key)
        if type(value) is not int or not least <= value <= most:
            self._fail(f"{key} is a whole number from {least} to {most}", key)
        return value

    def _choice(self, key: str, known: tuple[T, ...]) -> T:
        value = self._told.get(key)
        for one in known:
            if value == one:
                return one
        return self._fail(f"{key} is one of {', '.join(known)}", key)

    def _fail(self, why: str, *path: str, near: tuple[str, ...] = (), word: str = "") -> NoReturn:
        line = line_of(self._text, path)
        where = f"{self._file}, line {line}" if line else self._file
        close = get_close_matches((word or path[-1])[:60], near, n=1, cutoff=0.5)
        raise ParseError(f"{where}: {why}.", f"Did you mean “{close[0]}”?" if close else "")


def _clean(word: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in word)[:40]
