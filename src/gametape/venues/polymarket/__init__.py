"""Polymarket: its messages, rules, REST and the layouts in which others recorded it."""
