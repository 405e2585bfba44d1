"""Layouts of Polymarket recordings that others made, each known by its content."""

from gametape.model.foreign import Layout
from gametape.venues.polymarket.layouts.backfill import Backfill
from gametape.venues.polymarket.layouts.btc_hf import BtcHf
from gametape.venues.polymarket.layouts.data_rows import DataRows
from gametape.venues.polymarket.layouts.envelopes import EnvelopedMessages
from gametape.venues.polymarket.layouts.full_books import FullBooks
from gametape.venues.polymarket.layouts.kept import KeptRows
from gametape.venues.polymarket.layouts.messages import BareMessages
from gametape.venues.polymarket.layouts.metadata import Metadata
from gametape.venues.polymarket.layouts.old_changes import OldChanges
from gametape.venues.polymarket.layouts.price_history import PriceHistory
from gametape.venues.polymarket.layouts.python_literal import PythonLiterals
from gametape.venues.polymarket.layouts.resolved_books import ResolvedBooks
from gametape.venues.polymarket.layouts.sweeper import Sweeper
from gametape.venues.polymarket.layouts.top_cache import TopCache
from gametape.venues.polymarket.layouts.wallet_csv import WalletCsv
from gametape.venues.polymarket.layouts.wrappers import Wrapped

LAYOUTS: list[Layout] = [
    BareMessages(),
    EnvelopedMessages(),
    PythonLiterals(),
    FullBooks(),
    OldChanges(),
    Sweeper(),
    WalletCsv(),
    DataRows(),
    PriceHistory(),
    TopCache(),
    Metadata(),
    KeptRows(),
    Wrapped(),
    ResolvedBooks(),
    Backfill(),
    BtcHf(),
]
"""Every layout, the plainest first; at most one recognises a file."""
