"""The recording of a demo: a loopback venue in a process of its own, and the recorder in ours."""

from __future__ import annotations

from collections.abc import Sequence

from gametape.cli.record import record_job
from gametape.clock import SystemClock
from gametape.model.times import SECOND
from gametape.record.control.progress_file import ProgressFile
from gametape.record.plan.ending import Until
from gametape.record.plan.job import Job
from gametape.record.plan.options import RecordOptions
from gametape.record.plan.planning import look_up
from gametape.record.rehearsal import loopback_venue
from gametape.replay.certificate.certificate import Certificate
from gametape.settings import load_settings
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

OPTIONS = RecordOptions(checkpoint_s=5, listing_s=5, silence_s=3, rules_s=20)
"""Fast time: what is looked at once a minute is looked at every few seconds."""


async def rehearse(
    config: Settings,
    folder: SessionFolder,
    venue: Sequence[str],
    told: ProgressFile,
    *,
    quiet: bool,
) -> Certificate:
    """Start a venue with these arguments, look up its game and record it to the end."""
    async with loopback_venue(venue) as there:
        point = load_settings(there.environment)
        now_us = SystemClock().wall_us
        evening, _ = await look_up(point.urls, point.credentials, [there.event], [], now_us)
        job = Job(
            folder=folder,
            evening=evening,
            urls=point.urls,
            credentials=point.credentials,
            wallet=point.wallet,
            options=OPTIONS,
            until=Until(end=True, quiet_us=3 * SECOND),
        )
        return await record_job(job, config, told, quiet=quiet)
