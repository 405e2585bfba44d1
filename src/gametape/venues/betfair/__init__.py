"""Betfair's exchange stream: decoder and readers of recorded stream files."""
