"""A long import on the terminal: progress is for people only, and Ctrl-C ends it in order."""

from __future__ import annotations

import io
import os
import signal

import pytest
import typer

from gametape.cli.import_watch import INTERRUPTED, ImportWatch


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_first_interrupt_ends_the_import_in_order() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ImportWatch() as watch:
        told = [watch.go_on(1)]
        os.kill(os.getpid(), signal.SIGINT)
        told.append(watch.go_on(2))
    assert told == [True, False]
    assert watch.stopped
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_interrupt_breaks_it_off(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)

    def impatient() -> None:
        with ImportWatch():
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(typer.Exit) as told:
        impatient()
    assert told.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == "Interrupted: nothing was imported.\n"
    assert signal.getsignal(signal.SIGINT) is before


def test_progress_is_drawn_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gametape.cli.import_watch.SHOWN_EVERY_S", 0)
    with ImportWatch() as watch:
        watch.go_on(12_000)
    assert capsys.readouterr() == ("", "")
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with ImportWatch() as watch:
        watch.go_on(12_000)
    assert terminal.getvalue().startswith("\rImporting: 12,000 messages, ")
    assert terminal.getvalue().endswith("\r\x1b[K")
