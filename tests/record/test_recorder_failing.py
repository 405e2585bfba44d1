"""A recorder that fails, or is given up: the tape is closed, what is safe is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from record.rehearsing import Rehearsal, rehearse

from gametape.errors import TapeFullError
from gametape.record.intake.intake import Intake
from gametape.record.links.watch import Watch
from gametape.tape.reader import read_tape
from gametape.tape.segment import SegmentFile
from gametape.tape.writer import TapeWriter


def kinds(rehearsal: Rehearsal, kind: str) -> list[bytes]:
    return [line.raw for line in read_tape(rehearsal.folder) if line.k == kind]


def test_a_disk_that_falls_behind_is_noted_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(on: Rehearsal) -> None:
        behind = True
        monkeypatch.setattr(TapeWriter, "behind", property(lambda self: behind))
        task = asyncio.create_task((recorder := await on.recorder()).run())
        await on.until(lambda now: "MiB behind" in now.alarm)
        behind = False
        on.seen.clear()
        await on.until(lambda now: now.alarm == "")
        recorder.stop("enough")
        await task
        notes = b"".join(kinds(on, "note"))
        assert notes.count(b"The disk fell") == 1
        assert notes.count(b"The disk has caught up.") == 1

    rehearse(tmp_path, play)


def test_a_disk_that_refuses_ends_the_recording_with_what_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder()
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 300)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(SegmentFile, "write", full)
            with pytest.raises(TapeFullError, match="Safe is everything up to line"):
                await asyncio.wait_for(task, 60)
        assert on.verified().events["book"] > 0
        on.seen.clear()
        await on.record_until(await on.recorder(), lambda now: now.frames > 100)
        assert [gap.cause for gap in on.verified().gaps][:1] == ["recorder died"]

    rehearse(tmp_path, play)


def test_a_fault_of_ours_in_a_task_ends_it_loudly_and_the_tape_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Watch, now_us: int) -> list[object]:
        raise ZeroDivisionError

    async def play(on: Rehearsal) -> None:
        monkeypatch.setattr(Watch, "stale", broken)
        recorder = await on.recorder()
        with pytest.raises(ExceptionGroup) as error:
            await asyncio.wait_for(recorder.run(), 60)
        assert error.group_contains(ZeroDivisionError)
        assert not on.folder.is_recording()
        assert b"failed" in kinds(on, "end")[-1]

    rehearse(tmp_path, play)


def test_a_fault_while_it_ends_leaves_the_tape_closed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Intake) -> None:
        raise ZeroDivisionError

    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder()
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 100)
        monkeypatch.setattr(Intake, "finish", broken)
        recorder.stop("seen enough")
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(task, 60)
        assert not on.folder.is_recording()
        assert b"failed" in kinds(on, "end")[-1]

    rehearse(tmp_path, play)


def test_a_hopeless_backlog_ends_it_and_the_backlog_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder()
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 200)
        monkeypatch.setattr("gametape.tape.writer.HARD_BACKLOG", -1)
        with pytest.raises(Exception, match="MiB behind"):
            await asyncio.wait_for(task, 60)
        assert not on.folder.is_recording()
        assert b"failed" in kinds(on, "end")[-1]

    rehearse(tmp_path, play)


def test_cancelling_a_recorder_closes_its_tape(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        task = asyncio.create_task((await on.recorder()).run())
        await on.until(lambda now: now.frames > 100)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 60)
        assert not on.folder.is_recording()
        assert kinds(on, "end")

    rehearse(tmp_path, play)
