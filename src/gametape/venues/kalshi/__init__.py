"""Kalshi: decoder and readers of recorded frames."""
