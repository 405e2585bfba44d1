"""Verify: the certificate of a session, from its tape.

Runs of ordinary frames go the short way, as while recording; the account comes out the same.
"""

from __future__ import annotations

import msgspec

from gametape.errors import TapeError
from gametape.model.times import SECOND
from gametape.replay.certificate.certificate import Certificate, Latency
from gametape.replay.certificate.certifying import CertificateBuilder
from gametape.replay.certificate.runs import Lines, ShortWay
from gametape.replay.session import SessionFold
from gametape.tape.damage import Damage
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

_MOST_BYTES = 1 << 20
"""Room for lines as the short way writes them; nobody wants them here."""

_TOGETHER = 1_000
"""Lines that are taken in together at the most."""


def verify_session(folder: SessionFolder, hash_every_us: int = 0) -> Certificate:
    """Read every line, fold it, check it; raises TapeError if the tape cannot be opened.

    With `hash_every_us` a book's hash is recomputed only so long after the last.
    """
    manifest, warnings = _manifest(folder)
    # Without a receive time of its own a tape knows no latency.
    received = manifest is None or manifest.clock == "receiver"
    verification = Verification(manifest.wallet if manifest else "", hash_every_us)
    for line in read_tape(folder, on_damage=verification.damaged):
        verification.hear(line)
    certificate = verification.certificate(folder.slug)
    return msgspec.structs.replace(
        certificate,
        warnings=list(dict.fromkeys(certificate.warnings + warnings)),
        latency_ms=certificate.latency_ms if received else Latency(),
    )


class Verification:
    """Hears the lines of a tape in order, and accounts for them."""

    def __init__(self, wallet: str = "", hash_every_us: int = 0, *, short: bool = True) -> None:
        self.fold = SessionFold(wallet)
        self.checks = CertificateBuilder(hash_every_us)
        self._short = ShortWay(self.fold, self.checks) if short else None
        self._waiting: list[Line] = []
        self._out = bytearray()

    def hear(self, line: Line) -> None:
        """The next line."""
        waiting = self._waiting
        if self._short is None or not (
            line.k == "market" and line.p is None and line.m and self._short.follows(line.c)
        ):
            self._take_in()
            self._follow(line)
            return
        if waiting and not (
            line.c == waiting[0].c
            and line.q == waiting[-1].q + 1
            and line.t // SECOND == waiting[0].t // SECOND
            and len(waiting) < _TOGETHER
        ):
            self._take_in()
        waiting.append(line)

    def damaged(self, damage: Damage) -> None:
        """Lines may be lost before the next one."""
        self._take_in()
        if self._short is not None:
            self._short.forget()
        if damage.lost:
            self.fold.missed(f"tape: {damage.cause}")
        self.checks.damage(damage, self.fold.state)

    def certificate(self, session: str) -> Certificate:
        """The account of everything heard."""
        self._take_in()
        return self.checks.certificate(session, self.fold.state)

    def _take_in(self) -> None:
        """Take in the lines that wait: of one connection, and of one second."""
        waiting, short = self._waiting, self._short
        if not waiting or short is None:
            return
        frames, times = [bytes(line.m) for line in waiting], [line.t for line in waiting]
        connection, at = waiting[0].c, 0
        until_us = (times[0] // SECOND + 1) * SECOND
        while at < len(waiting):
            lines = Lines(self._out, b"", waiting[at].q, until_us, _MOST_BYTES)
            taken, _ = short.run(connection, frames, times, at, len(frames), lines)
            self._out.clear()
            if not taken:
                short.settle()
                self._follow(waiting[at])
            at += taken or 1
        short.settle()
        waiting.clear()

    def _follow(self, line: Line) -> None:
        step = self.fold.decode(line)
        self.checks.before(step, self.fold.state)
        self.fold.apply(step)
        self.checks.after(step, self.fold.state)
        if self._short is not None:
            self._short.heard(step)


def _manifest(folder: SessionFolder) -> tuple[Manifest | None, list[str]]:
    """The manifest if it can be read, and what a person should know."""
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError as error:
        return None, [f"The manifest cannot be read: {error.what}"]
    return manifest, manifest.warnings
