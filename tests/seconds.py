"""Test files that take long: they are begun first, so that no worker is left with one."""

from __future__ import annotations

SECONDS = {
    "browser/test_record": 100, "browser/test_replay_future": 50,
    "api/recording/test_recordings": 45, "browser/test_books_shown": 45, "browser/test_drill": 45,
    "browser/test_newcomer": 40, "browser/test_video": 40, "record/test_end_to_end": 40,
    "browser/test_analysis": 35, "browser/test_replay": 35, "browser/test_shell": 35,
    "record/test_recorder": 35, "browser/test_demo": 30, "browser/test_playbook": 30,
    "browser/test_replay_states": 30, "browser/test_progress": 25, "browser/test_replay_notes": 25,
    "browser/test_replay_voice": 25, "browser/test_report_writers": 25, "browser/test_sessions": 20,
    "browser/test_settings": 20, "cli/test_record": 20, "analyze/patterns/test_season": 15,
    "browser/test_sessions_many": 15, "browser/test_share_dialog": 15, "cli/test_notify": 15,
    "kernel/test_sanitized": 15, "record/foreign/test_shared_data": 15, "test_packaging": 15,
    "api/judged/test_analysis": 10, "api/live/test_live": 10, "api/test_routes": 10,
    "browser/test_share": 10, "cli/test_errors": 10, "ledger/test_rehearsal": 10,
    "library/test_crews": 10, "record/foreign/test_packed_data": 10,
    "record/test_recorder_failing": 10,
    "replay/film/test_building": 10, "simulate/corpus/test_acceptance": 10,
    "simulate/test_evening": 10, "tape/test_damage": 10,
}  # fmt: skip
"""Seconds as they were measured beside other work. A file that is not here takes few."""
