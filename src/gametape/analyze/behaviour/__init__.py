"""Habits over many sessions: each function takes evenings and gives a finding with what it needs.

A finding below its gate holds no estimate but says what is missing. The session is the unit.
"""
