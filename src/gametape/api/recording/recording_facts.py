"""What the record page is told and tells: recordings, what a name means, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from gametape.api.recording.recorders import SILENT_US, Found, Recorders, Stage
from gametape.clock import SystemClock
from gametape.model.times import SECOND
from gametape.record.control.progress import Progress
from gametape.record.plan.evening import Evening

Text = Annotated[str, msgspec.Meta(max_length=500)]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What a person pasted: a polymarket.com address, a slug, a condition or token id.

    `markets` chooses among the event's markets by id, type or name; empty means all.
    """

    what: Text
    markets: list[Text] = []


class ListedMarket(msgspec.Struct):
    """A market of an event; `recorded` says whether it is among those asked for.

    `type` is the venue's word (`moneyline`, `spreads`); one without `outcomes` cannot be traded
    yet, and so not be recorded yet.
    """

    market: str
    question: str
    title: str
    type: str
    outcomes: list[str]
    recorded: bool
    closed: bool


class LookedUp(msgspec.Struct):
    """What a name means at the venue. Times in microseconds; `sport` is empty where unknown.

    `whole` says that new markets of the event will join by themselves; `recorded_by` names the
    running recordings of the same event.
    """

    title: str
    event_slug: str
    league: str
    sport: str
    starts_us: int | None
    whole: bool
    markets: list[ListedMarket]
    warnings: list[str]
    recorded_by: list[str]


class StartRecording(msgspec.Struct, forbid_unknown_fields=True):
    """Record this, `at` a time ("19:25" or ISO 8601; empty: now) `until` ("end", a time, "90m").

    `markets` as in `Asked`; `name` is what the session will be called, if not as the event is.
    """

    what: Text
    markets: list[Text] = []
    at: Text = ""
    until: Text = ""
    name: Text = ""


class RecordingStarted(msgspec.Struct):
    """A recorder runs: `starting` (it still looks up the markets), `waiting` or `recording`."""

    slug: str
    phase: str


class Recording(msgspec.Struct):
    """A recorder and how it is doing. Times in microseconds since 1970, UTC.

    `phase`: starting, waiting, recording, stopping, closing (the certificate is being made), over,
    failed or died. `alarm` is a sentence when something is wrong now, `problem` and `way_out` say
    why it failed or died. `own` says whether own orders are recorded, `tags` are the shipped labels
    of keys 1 to 9 for its sport. `silent_us` is how long the recorder has said nothing. `warnings`
    explain the verdict, the gravest first.
    """

    slug: str
    title: str
    phase: Stage
    runs: bool
    began_us: int
    told_us: int
    silent_us: int
    pid: int | None
    starts_us: int | None
    until: str
    own: bool
    league: str
    sport: str
    tags: dict[str, str]
    alarm: str
    problem: str
    way_out: str
    verdict: str | None
    coverage: float | None
    warnings: list[str]
    progress: Progress | None


class RecordingList(msgspec.Struct):
    """All recordings, the newest first; `credentials` says whether own orders will be recorded."""

    recordings: list[Recording]
    credentials: bool
    now_us: int


class TagMoment(msgspec.Struct, forbid_unknown_fields=True):
    """Mark a moment `ago_us` microseconds before now: key `tag` (1 to 9) or words, or a note.

    Without a `label` a key has the one of the recording's sport.
    """

    tag: Annotated[str, msgspec.Meta(max_length=20)] = ""
    label: Text = ""
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    ago_us: Annotated[int, msgspec.Meta(ge=0, le=24 * 3600 * SECOND)] = 0


class Tagged(msgspec.Struct):
    """A mark on its way: what it says, of which moment, and whether it is safe on the disk."""

    label: str
    happened_us: int
    safe: bool


class EventKeys(msgspec.Struct):
    """The shipped labels of keys 1 to 9 by sport, and those for any other sport."""

    sports: dict[str, dict[str, str]]
    other: dict[str, str]


def looked_up(evening: Evening, warnings: list[str], found: list[Found]) -> LookedUp:
    """The answer about an evening that was planned."""
    chosen = set(evening.conditions)
    slugs = set(evening.slugs)
    return LookedUp(
        title=evening.title,
        event_slug=evening.slugs[0] if evening.slugs else "",
        league=evening.league,
        sport=evening.sport,
        starts_us=evening.start_us,
        whole=evening.whole,
        markets=[
            ListedMarket(
                market=one.rules.market,
                question=one.rules.question,
                title=one.title,
                type=one.rules.market_type,
                outcomes=[outcome.label for outcome in one.rules.outcomes],
                recorded=one.rules.market in chosen,
                closed=bool(one.rules.closed),
            )
            for event in evening.events
            for one in event.markets
        ],
        warnings=warnings,
        recorded_by=[
            one.folder.slug for one in found if one.runs and slugs & set(one.state.events)
        ],
    )


def listed(desk: Recorders, *, shared: bool = False) -> RecordingList:
    """All recorders of the data folder, as the page shows them; see `Recorders.found_lately`."""
    settings = desk.settings
    found = desk.found_lately() if shared else desk.found()
    rows = [_row(one, settings.tag_keys(one.state.league, one.state.sport)) for one in found]
    return RecordingList(rows, settings.credentials is not None, SystemClock().wall_us())


def _row(found: Found, keys: Mapping[str, str]) -> Recording:
    state = found.state
    alarm, problem, way_out = "", state.problem, state.way_out
    if found.phase in ("recording", "stopping"):
        alarm = state.progress.alarm if state.progress is not None else ""
        if found.silent_us > SILENT_US:
            alarm = (
                f"The recorder has said nothing for {found.silent_us // SECOND} s. Its disk may "
                "hang. What it wrote is on the tape; if it stays so, stop it and record again."
            )
    elif found.phase == "died":
        problem = "The recorder's process died. What it had written is on the tape."
        way_out = "Go on recording: the hole will be marked."
    return Recording(
        slug=found.folder.slug,
        title=state.title or found.folder.slug,
        phase=found.phase,
        runs=found.runs,
        began_us=state.began_us,
        told_us=state.at_us,
        silent_us=found.silent_us,
        pid=found.pid,
        starts_us=state.starts_us,
        until=state.until,
        own=state.own,
        league=state.league,
        sport=state.sport,
        tags=dict(keys),
        alarm=alarm,
        problem=problem,
        way_out=way_out,
        verdict=state.verdict,
        coverage=state.coverage,
        warnings=list(state.warnings),
        progress=state.progress,
    )
