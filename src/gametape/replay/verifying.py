"""Verify: the certificate of a session, from its tape."""

from __future__ import annotations

import msgspec

from gametape.errors import TapeError
from gametape.replay.certificate import Certificate, CertificateBuilder, Latency
from gametape.replay.session import SessionFold
from gametape.tape.damage import Damage
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder


def verify_session(folder: SessionFolder, hash_every: int = 1) -> Certificate:
    """Read every line, fold it, check it; raises TapeError if the tape cannot be opened."""
    manifest, warnings = _manifest(folder)
    fold = SessionFold(manifest.wallet if manifest else "")
    builder = CertificateBuilder(hash_every)

    def damaged(damage: Damage) -> None:
        if damage.lost:
            fold.missed(f"tape: {damage.cause}")
        builder.damage(damage, fold.state)

    for line in read_tape(folder, on_damage=damaged):
        step = fold.decode(line)
        builder.before(step, fold.state)
        fold.apply(step)
        builder.after(step, fold.state)
    certificate = builder.certificate(folder.slug, fold.state)
    # Without a receive time of its own a tape knows no latency.
    received = manifest is None or manifest.clock == "receiver"
    return msgspec.structs.replace(
        certificate,
        warnings=list(dict.fromkeys(certificate.warnings + warnings)),
        latency_ms=certificate.latency_ms if received else Latency(),
    )


def _manifest(folder: SessionFolder) -> tuple[Manifest | None, list[str]]:
    """The manifest if it can be read, and what a person should know."""
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError as error:
        return None, [f"The manifest cannot be read: {error.what}"]
    return manifest, manifest.warnings
