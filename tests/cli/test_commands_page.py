"""docs/commands.md: every command, option and JSON key there is, and no command that is not."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from gametape.cli.app import app
from gametape.library.sessions.checking import Check
from gametape.library.sessions.listing import Listed
from gametape.record.doctor import Finding
from gametape.record.foreign.importing import ImportReport
from gametape.record.foreign.wallet import WalletReport
from gametape.record.plan.options import RecordOptions
from gametape.replay.bookview import BookView
from gametape.replay.columns.columns import ColumnsReport
from gametape.replay.probe import Answer
from gametape.replay.table import Row
from gametape.settings.load import SECRET_VARIABLES, URL_VARIABLES
from gametape.tape.damage import Damage
from gametape.tape.repair import MendedSegment, RepairReport

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
ANSWERS: tuple[type[msgspec.Struct], ...] = (
    Answer, BookView, Check, ColumnsReport, Damage, Finding, ImportReport, Listed, MendedSegment,
    RecordOptions, RepairReport, Row, WalletReport,
)  # fmt: skip


def commands() -> dict[str, set[str]]:
    """Options by command; a group's commands by two words."""
    found: dict[str, set[str]] = {}
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in root.commands.items():
        parts = command.commands if isinstance(command, TyperGroup) else {"": command}
        for part, inner in parts.items():
            assert isinstance(inner, TyperCommand)
            options = {text for one in inner.params for text in one.opts if text[:2] == "--"}
            found[f"{name} {part}".strip()] = options - {"--help"}
    return found


@pytest.mark.parametrize("command", commands())
def test_a_command_is_described_with_its_options(command: str) -> None:
    assert re.search(rf"`(gametape )?{command}[ `]", PAGE)
    missing = {option for option in commands()[command] if f"{option}`" not in PAGE}
    missing = {option for option in missing if f"{option} " not in PAGE}
    assert not missing


def test_no_command_is_described_that_is_not_there() -> None:
    described = set(re.findall(r"^### `gametape (\w+)", PAGE, re.MULTILINE))
    assert described == {command.split()[0] for command in commands()}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_key_is_named(answer: type[msgspec.Struct]) -> None:
    names = set(re.findall(r"\w+", PAGE))
    assert set(answer.__struct_fields__) <= names


def test_every_variable_is_named() -> None:
    names = set(re.findall(r"\w+", PAGE))
    assert {*SECRET_VARIABLES, *URL_VARIABLES} <= names


@pytest.mark.parametrize("group", [[], ["patterns"], ["db"]])
def test_a_line_says_what_a_command_does(group: list[str]) -> None:
    """In eighty columns, with no word cut off."""
    told = CliRunner().invoke(app, [*group, "--help"], env={"COLUMNS": "80"}).output
    lines = told.partition("Commands:\n")[2].splitlines()
    assert len(lines) > 3
    assert [line for line in lines if line.endswith("...")] == []
