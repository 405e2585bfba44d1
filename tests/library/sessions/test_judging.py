"""Many sessions judged at once: what is told, what the catalogue learns, and one that fails."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.analyze.evidence import EvidenceLedger
from gametape.library.crews import CrewOptions
from gametape.library.judged.analyses import analyze_session, current_analysis
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.entry import examine
from gametape.library.sessions.judging import Asked, judge_all, judge_one
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder, list_sessions

NOW_US = 1_800_000_000_000_000


def test_certificates_are_made_where_the_work_is_done_and_kept_by_the_catalogue(
    home: Path,
) -> None:
    broken = SessionFolder(home / "sessions" / "broken")
    broken.segment_path(0).mkdir(parents=True)  # a folder where a file should be
    # What the catalogue has is not asked of the tape again: it is believed, right or wrong.
    entry, certificate = examine(SessionFolder(home / "sessions" / "first"), NOW_US - 1)
    said = msgspec.structs.replace(entry, verdict="wrong")
    open_catalogue(home).put(said, certificate)

    asked = Asked(NOW_US, ledgers=True)
    all_ = judge_all(list_sessions(home), home, "", CrewOptions(workers=1), asked)
    done = {one.slug: one for one in all_}
    assert set(done) == {"broken", "first", "second"}
    assert done["broken"].problem
    assert done["broken"].ledger == b""

    kept = open_catalogue(home).entries()
    true = verify_session(SessionFolder(home / "sessions" / "second")).verdict
    for slug, verdict, indexed_us in (("first", "wrong", NOW_US - 1), ("second", true, NOW_US)):
        ledger = msgspec.json.decode(done[slug].ledger, type=EvidenceLedger)
        assert ledger == current_analysis(SessionFolder(home / "sessions" / slug))
        assert (done[slug].trades, done[slug].problem) == (len(ledger.trades), "")
        assert done[slug].net == sum(one.net for one in ledger.trades)
        assert kept[slug].verdict == ledger.quality.verdict == verdict
        assert kept[slug].indexed_us == indexed_us


def test_a_session_judged_here_says_what_it_learnt_and_only_then(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "second")
    found = judge_one(folder, "", Asked(NOW_US))
    assert found.learnt is not None
    entry, certificate = found.learnt
    assert (entry.session, entry.verdict) == ("second", certificate.verdict)
    assert found.ledger == b""
    assert judge_one(folder, certificate.verdict, Asked(NOW_US)) == found._replace(learnt=None)
    assert analyze_session(folder, certificate.verdict).quality.verdict == certificate.verdict
