"""Settings: which source wins, and that what is wrong is named with the way out."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from gametape.errors import SettingsError
from gametape.record.plan.options import RecordOptions
from gametape.settings import load_settings
from gametape.settings.environment import environment_of

SECRETS = {
    "POLYMARKET_API_KEY": "11111111-2222-3333-4444-555555555555",
    "POLYMARKET_SECRET": "c2VjcmV0c2VjcmV0",
    "POLYMARKET_PASSPHRASE": "deadbeefdeadbeef",
}


def written(folder: Path, toml: str = "", dotenv: str = "") -> Path:
    if toml:
        (folder / "gametape.toml").write_text(toml)
    if dotenv:
        (folder / ".env").write_text(dotenv)
    return folder


def home(folder: Path) -> dict[str, str]:
    return {"GAMETAPE_HOME": str(folder / "home")}


def test_defaults(tmp_path: Path) -> None:
    found = load_settings(home(tmp_path), tmp_path)
    assert found.home == tmp_path / "home"
    assert found.credentials is None
    assert found.record == RecordOptions()
    assert found.urls.market_ws.startswith("wss://")


def test_environment_over_dotenv_over_file(tmp_path: Path) -> None:
    toml = 'wallet = "0xfile"\n[urls]\nclob = "http://file"\ngamma = "http://file"\n'
    dotenv = "POLYMARKET_CLOB_API=http://dotenv\nPOLYMARKET_WALLET=0xdotenv\n"
    folder = written(tmp_path, toml, dotenv)
    found = load_settings({**home(tmp_path), "POLYMARKET_WALLET": "0xenviron"}, folder)
    assert (found.urls.gamma, found.urls.clob) == ("http://file", "http://dotenv")
    assert found.wallet == "0xenviron"
    assert load_settings(home(tmp_path), written(tmp_path, toml)).wallet == "0xdotenv"


def test_a_file_in_the_data_folder_comes_second(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.mkdir()
    written(place, "[record]\nredundant = true\n")
    assert load_settings(home(tmp_path), tmp_path).record.redundant
    written(tmp_path, "[record]\nsports = false\n")
    assert not load_settings(home(tmp_path), tmp_path).record.redundant


def test_three_strings_or_none(tmp_path: Path) -> None:
    found = load_settings({**home(tmp_path), **SECRETS}, tmp_path)
    assert found.credentials is not None
    assert found.credentials.secrets == tuple(SECRETS.values())
    for missing in SECRETS:
        given = {name: value for name, value in SECRETS.items() if name != missing}
        with pytest.raises(SettingsError, match=missing) as error:
            load_settings({**home(tmp_path), **given}, tmp_path)
        assert not any(value in str(error.value) for value in SECRETS.values())


def test_line_ends_of_pasted_strings_are_no_part_of_them(tmp_path: Path) -> None:
    pasted = {name: f" {value}\n" for name, value in SECRETS.items()}
    found = load_settings({**home(tmp_path), **pasted}, tmp_path)
    assert found.credentials is not None
    assert found.credentials.secrets == tuple(SECRETS.values())


def test_settings_show_no_secret(tmp_path: Path) -> None:
    told = {**SECRETS, "GAMETAPE_NOTIFY": "discord://hush/hush tgram://hush"}
    found = load_settings({**home(tmp_path), **told}, tmp_path)
    assert not any(value in repr(found) for value in [*SECRETS.values(), "hush"])
    assert environment_of(found)["GAMETAPE_NOTIFY"] == told["GAMETAPE_NOTIFY"]


def test_notifications_are_off_and_their_mistakes_quote_nothing(tmp_path: Path) -> None:
    assert load_settings(home(tmp_path), tmp_path).notify.wanted == ()
    for toml in ("session = 'discord://hush'", "targets = 'discord://hush'", "timeout_s = 0"):
        with pytest.raises(SettingsError) as error:
            load_settings(home(tmp_path), written(tmp_path, f"[notify]\n{toml}\n"))
        assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("wallett = 'x'", "Nearest: wallet"),
        ("[record]\nredundent = true", "Nearest: redundant"),
        ("[urls]\nclobb = 'x'", "Nearest: clob"),
        ("[record]\ncheckpoint_s = 0", "checkpoint_s"),
        ("[record]\nlisting_s = -5", "listing_s"),
        ("[record]\nassets_per_connection = 1000", "assets_per_connection"),
        ("[record]\nsports = 'yes'", "sports"),
        ("record = 3", "must be a table"),
        ("home = 3", "must be text"),
        ("wallet = ['x']", "must be text"),
        ("[tags]\nnba = 3", "tags"),
        ("not toml", "cannot be read"),
        ("[record]\napi_key = 'x'", "unknown"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, toml: str, words: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({} if toml.startswith("home") else home(tmp_path), written(tmp_path, toml))
    assert words in str(error.value)


def test_a_dotenv_that_is_no_text_is_refused_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"POLYMARKET_SECRET=topsecret\xff\n")
    with pytest.raises(SettingsError) as error:
        load_settings(home(tmp_path), tmp_path)
    assert "topsecret" not in str(error.value)


def test_own_tags_stand_over_the_shipped_ones(tmp_path: Path) -> None:
    toml = "[tags.all]\n1 = 'Mine'\n[tags.nba]\n2 = 'Alley-oop'\n"
    keys = load_settings(home(tmp_path), written(tmp_path, toml)).tag_keys("nba")
    assert (keys["1"], keys["2"]) == ("Mine", "Alley-oop")
    assert len(keys) > 2


def test_every_pause_of_a_recording_can_be_set(tmp_path: Path) -> None:
    for name in RecordOptions.__struct_fields__:
        if name.endswith("_s"):
            found = load_settings(home(tmp_path), written(tmp_path, f"[record]\n{name} = 7\n"))
            assert getattr(found.record, name) == 7.0
    assert msgspec.structs.replace(RecordOptions(), redundant=True).redundant


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("GAMETAPE_HOEM", "GAMETAPE_HOME"),
        ("POLYMARKET_WS_MARKT", "POLYMARKET_WS_MARKET"),
        ("POLYMARKET_PASPHRASE", "POLYMARKET_PASSPHRASE"),
    ],
)
def test_a_misspelt_variable_is_told_with_the_nearest(
    tmp_path: Path, name: str, nearest: str
) -> None:
    with pytest.raises(SettingsError, match=f"{name} is unknown.*{nearest}"):
        load_settings({**home(tmp_path), name: "x"}, tmp_path)


def test_variables_of_other_programs_for_the_venue_are_left_alone(tmp_path: Path) -> None:
    others = {"POLYMARKET_PRIVATE_KEY": "x", "POLYMARKET_FUNDER": "x", "POLYMARKETS": "x"}
    assert load_settings({**home(tmp_path), **others}, tmp_path).home == tmp_path / "home"


def test_a_dotenv_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Some editors put one before the first name, which is no part of it."""
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfPOLYMARKET_WALLET=0xabc\n")
    found = load_settings({"GAMETAPE_HOME": str(tmp_path)}, tmp_path)
    assert found.wallet == "0xabc"


def test_a_settings_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "gametape.toml").write_bytes(b'\xef\xbb\xbfwallet = "0xfile"\r\n')
    assert load_settings(home(tmp_path), tmp_path).wallet == "0xfile"


def test_a_home_written_with_a_tilde_is_the_same_for_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in `.env`, where no shell expands it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "evenings").mkdir()
    written(tmp_path / "evenings", 'wallet = "0xthere"\n')
    here = tmp_path / "here"
    here.mkdir()
    found = load_settings({}, written(here, dotenv="GAMETAPE_HOME=~/evenings\n"))
    assert (found.home, found.wallet) == (tmp_path / "evenings", "0xthere")
    if os.name == "posix":  # elsewhere any name is a folder beside one's own
        with pytest.raises(SettingsError, match="nobody"):
            load_settings({"GAMETAPE_HOME": "~nobody-of-this-name/x"}, here)


def test_a_file_that_nests_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(home(tmp_path), written(tmp_path, "a = " + "[" * 100_000))
