"""Credentials that exist for one run of the loopback venue alone."""

from __future__ import annotations

import base64
import os

from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.clearing import Trader


def made_up_trader() -> Trader:
    """A trader whose three L2 strings and wallet no other run has."""
    key = os.urandom(32)
    return Trader(
        api_key=handles.uuid_id("api key", key.hex()),
        secret=base64.urlsafe_b64encode(key).decode(),
        passphrase=handles.hash_id("passphrase", key.hex())[2:],
        wallet=handles.wallet("trader", key.hex()),
    )
