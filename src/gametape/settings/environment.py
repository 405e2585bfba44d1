"""Settings as environment variables: how they are handed to a process of our own."""

from __future__ import annotations

from gametape.settings.load import SECRET_VARIABLES, URL_VARIABLES
from gametape.settings.model import Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """Variables from which `load_settings` reads the same home, addresses and credentials.

    Credentials travel this way only: a command line is seen by every user of the machine. What
    stands in `gametape.toml` is not repeated; the process reads the file itself.
    """
    said = {"GAMETAPE_HOME": str(settings.home.resolve())}
    said |= {name: getattr(settings.urls, field) for name, field in URL_VARIABLES.items()}
    if settings.credentials is not None:
        said |= dict(zip(SECRET_VARIABLES, settings.credentials.secrets, strict=True))
    if settings.wallet:
        said["POLYMARKET_WALLET"] = settings.wallet
    if settings.targets:
        said["GAMETAPE_NOTIFY"] = " ".join(settings.targets.urls)
    if settings.database_url:
        said["DATABASE_URL"] = settings.database_url
    return said
