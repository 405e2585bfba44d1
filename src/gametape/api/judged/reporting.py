"""Writing a session's report with everything it needs: key, budget, and where answers are kept."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.store import ReportFolder, SpendingFile
from gametape.report.writing import Desk, write_report
from gametape.report.written import WrittenReport
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

SPENDING = "report-tokens.json"
"""In the data folder: tokens that reports have taken, by month."""


def report_of(folder: SessionFolder, ledger: EvidenceLedger, settings: Settings) -> WrittenReport:
    """The report of a session's evidence, by whoever the settings name; always a whole one."""
    options, access = settings.report, settings.anthropic
    with ExitStack() as open_things:
        desk = Desk(
            store=ReportFolder(folder.root),
            spending=SpendingFile(settings.home / SPENDING),
            month=time.strftime("%Y-%m", time.gmtime()),
            now_us=time.time_ns() // 1000,
        )
        if options.writer == "claude" and options.consent and access is not None:
            try:
                from gametape.report.claude.sdk import Claude
            except ModuleNotFoundError:
                lacking = "The anthropic package is missing: pip install 'gametape[ai]'."
                return write_report(ledger, options, replace(desk, lacking=lacking))
            asker = open_things.enter_context(Claude(access.key, options, access.address))
            desk = Desk(
                asker=asker,
                store=desk.store,
                spending=desk.spending,
                month=desk.month,
                now_us=desk.now_us,
            )
        return write_report(ledger, options, desk)
