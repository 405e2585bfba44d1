"""Reading the settings: defaults, then gametape.toml, then .env, then the environment."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from gametape.errors import SettingsError
from gametape.library.crews import CrewOptions
from gametape.notify.options import NotifyOptions
from gametape.notify.targets import read_targets
from gametape.record.plan.options import RecordOptions
from gametape.report.access import ModelAccess
from gametape.report.options import DEFAULT_ADDRESS, ReportOptions
from gametape.settings.dotenv import parse_dotenv
from gametape.settings.model import Settings
from gametape.settings.serving import ServeOptions
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.urls import PolymarketUrls

T = TypeVar("T", bound=msgspec.Struct)

FILE = "gametape.toml"

URL_VARIABLES = {
    "POLYMARKET_WS_MARKET": "market_ws",
    "POLYMARKET_WS_USER": "user_ws",
    "POLYMARKET_WS_SPORTS": "sports_ws",
    "POLYMARKET_CLOB_API": "clob",
    "POLYMARKET_GAMMA_API": "gamma",
    "POLYMARKET_DATA_API": "data",
}
"""Environment variables of the venue's addresses."""

SECRET_VARIABLES = ("POLYMARKET_API_KEY", "POLYMARKET_SECRET", "POLYMARKET_PASSPHRASE")
"""The three L2 strings; never in a file of ours."""

OTHER_VARIABLES = (
    "GAMETAPE_HOME",
    "GAMETAPE_KERNEL",
    "GAMETAPE_VENV",
    "GAMETAPE_BROWSER",
    "GAMETAPE_EVENT",
    "GAMETAPE_NODE",
    "GAMETAPE_NOTIFY",
    "GAMETAPE_SERVER",
    "GAMETAPE_SHOTS",
    "GAMETAPE_SKIP_WEB",
    "GAMETAPE_WEB_OUT",
    "POLYMARKET_WALLET",
)
"""All others with a prefix of ours: settings, and what run.py, tests and benchmarks go by."""

_ALIKE = 0.8
"""How like one of ours a variable named after the venue must be to be taken for a misspelt one."""

_TOP = ("home", "wallet", "urls", "record", "serve", "analyze", "report", "notify", "tags")


def load_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings in force; raises SettingsError naming the nearest known setting.

    `folder` is where `.env` and `gametape.toml` are looked for first (the current folder); a
    `gametape.toml` in the data folder comes second.
    """
    environ = os.environ if environ is None else environ
    folder = Path.cwd() if folder is None else folder
    dotenv = folder / ".env"
    values = _read_dotenv(dotenv) if dotenv.is_file() else {}
    values |= environ
    _spelt_right(values)
    home = values.get("GAMETAPE_HOME") or platformdirs.user_data_dir("gametape", appauthor=False)
    places = (folder / FILE, _folder(home) / FILE)
    written = next((_read(place) for place in places if place.is_file()), {})
    _known(written, _TOP, "setting")
    if "home" in written and "GAMETAPE_HOME" not in values:
        home = _text(written, "home")
    urls = _section(written, "urls", PolymarketUrls)
    addresses = {URL_VARIABLES[name]: values[name] for name in URL_VARIABLES if values.get(name)}
    return Settings(
        home=_folder(home),
        urls=msgspec.structs.replace(urls, **addresses),
        credentials=_credentials(values),
        wallet=values.get("POLYMARKET_WALLET", "").strip() or _text(written, "wallet"),
        database_url=values.get("DATABASE_URL", ""),
        record=_section(written, "record", RecordOptions),
        serve=_section(written, "serve", ServeOptions),
        analyze=_section(written, "analyze", CrewOptions),
        report=_section(written, "report", ReportOptions),
        anthropic=_model_access(values),
        notify=_section(written, "notify", NotifyOptions),
        targets=read_targets(values.get("GAMETAPE_NOTIFY", "")),
        tags=_tags(written),
    )


def _spelt_right(names: Iterable[str]) -> None:
    """Variables of ours that are misspelt; other programs have some named after the venue too."""
    known = [*URL_VARIABLES, *SECRET_VARIABLES, *OTHER_VARIABLES]
    for name in names:
        if name in known or not name.startswith(("GAMETAPE_", "POLYMARKET_")):
            continue
        prefix = name.partition("_")[0] + "_"
        rest = [one.removeprefix(prefix) for one in known if one.startswith(prefix)]
        cutoff = 0.0 if prefix == "GAMETAPE_" else _ALIKE
        near = difflib.get_close_matches(name.removeprefix(prefix), rest, n=1, cutoff=cutoff)
        if near:
            raise SettingsError(
                f"The environment variable {name} is unknown.", f"Nearest: {prefix}{near[0]}."
            )


def _read(place: Path) -> dict[str, object]:
    try:
        return tomllib.loads(place.read_text("utf-8-sig"))  # editors on Windows put a mark first
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{place} cannot be read: {error}.") from None


def _read_dotenv(place: Path) -> dict[str, str]:
    try:
        return parse_dotenv(place.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{place} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:  # whose words would show what stands there
        raise SettingsError(f"{place} is not UTF-8 text.") from None


def _folder(home: str) -> Path:
    try:
        return Path(home).expanduser()
    except RuntimeError:
        raise SettingsError(f"There is no home folder of a user as in {home!r}.") from None


def _text(written: Mapping[str, object], name: str) -> str:
    value = written.get(name, "")
    if not isinstance(value, str):
        raise SettingsError(f"{name} in {FILE} must be text in quotes.")
    return value


def _known(given: Iterable[str], known: Iterable[str], what: str) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1, cutoff=0)
            raise SettingsError(f"{what} {name!r} in {FILE} is unknown.", f"Nearest: {near[0]}.")


def _section(written: Mapping[str, object], name: str, kind: type[T]) -> T:
    given = written.get(name, {})
    if not isinstance(given, dict):
        raise SettingsError(f"[{name}] in {FILE} must be a table.")
    _known(given, kind.__struct_fields__, f"[{name}] setting")
    try:
        return msgspec.convert(given, kind, strict=True)
    except msgspec.ValidationError as error:
        raise SettingsError(f"[{name}] in {FILE}: {error}.") from None


def _tags(written: Mapping[str, object]) -> dict[str, dict[str, str]]:
    try:
        return msgspec.convert(written.get("tags", {}), dict[str, dict[str, str]])
    except msgspec.ValidationError as error:
        raise SettingsError(f"[tags] in {FILE}: {error}.") from None


def _model_access(values: Mapping[str, str]) -> ModelAccess | None:
    key = values.get("ANTHROPIC_API_KEY", "").strip()
    address = values.get("ANTHROPIC_BASE_URL", "").strip()
    return ModelAccess(key, address or DEFAULT_ADDRESS) if key else None


def _credentials(values: Mapping[str, str]) -> Credentials | None:
    given = [values.get(name, "").strip() for name in SECRET_VARIABLES]
    if not any(given):
        return None
    missing = [name for name, value in zip(SECRET_VARIABLES, given, strict=True) if not value]
    if missing:
        raise SettingsError(
            f"{' and '.join(missing)} not set, though other credentials are.",
            "Set all three L2 strings, or none to record without own orders.",
        )
    key, secret, passphrase = given
    return Credentials(key, secret, passphrase, address=values.get("POLYMARKET_WALLET", "").strip())
