"""L2 signatures, by the vectors A1 to A5 of polymarket-api.md section 8."""

from __future__ import annotations

import base64
import traceback

import pytest

from gametape.errors import SettingsError
from gametape.venues.polymarket.auth import Credentials, l2_headers, signature

A43 = "A" * 43
COUNTING = base64.urlsafe_b64encode(bytes(range(32))).decode()
ONES = base64.urlsafe_b64encode(b"\xfb\xff\xbf" * 10 + b"\xfb\xff").decode()
NOW = 1_700_000_000


@pytest.mark.parametrize(
    ("secret", "timestamp", "method", "path", "body", "expected"),
    [
        (A43 + "=", 1_000_000, "test-sign", "/orders", '{"hash": "0x123"}',
         "ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc="),
        (A43 + "=", NOW, "GET", "/data/orders", "",
         "m6lGS9WyES7JjpAYNd7zIdW5bfHxAAI_pIa1St9vLO4="),
        (A43, NOW, "GET", "/data/orders", "", "m6lGS9WyES7JjpAYNd7zIdW5bfHxAAI_pIa1St9vLO4="),
        (COUNTING, NOW, "GET", "/data/trades", "",
         "e0u1dTRxbhwIlvGbculh31zUJg5fTFWzAZwYSYQcVE0="),
        (ONES, NOW, "POST", "/orders", '[{"a":1}]',
         "K9j_4_eFmn2yJt2PKk4CY2ATEOebWjI1DRgBH_DLpWc="),
        (ONES.replace("-", "+").replace("_", "/"), NOW, "POST", "/orders", '[{"a":1}]',
         "K9j_4_eFmn2yJt2PKk4CY2ATEOebWjI1DRgBH_DLpWc="),
    ],
    ids=["A1", "A2", "A3", "A4", "A5", "A5 in the other alphabet"],
)  # fmt: skip
def test_vectors(
    secret: str, timestamp: int, method: str, path: str, body: str, expected: str
) -> None:
    assert signature(secret, timestamp, method, path, body) == expected


def test_the_vectors_are_the_published_secrets() -> None:
    assert COUNTING == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert ONES == "-_-_" * 10 + "-_8="


def test_headers() -> None:
    me = Credentials("key-of-mine", COUNTING, "passphrase", "0xabc")
    assert l2_headers(me, NOW, "GET", "/data/trades") == {
        "POLY_ADDRESS": "0xabc",
        "POLY_API_KEY": "key-of-mine",
        "POLY_PASSPHRASE": "passphrase",
        "POLY_TIMESTAMP": "1700000000",
        "POLY_SIGNATURE": "e0u1dTRxbhwIlvGbculh31zUJg5fTFWzAZwYSYQcVE0=",
    }
    nameless = Credentials("key-of-mine", COUNTING, "passphrase")
    assert "POLY_ADDRESS" not in l2_headers(nameless, NOW, "GET", "/data/trades")


def test_credentials_never_show() -> None:
    me = Credentials("key-of-mine", COUNTING, "passphrase", "0xabc")
    for shown in (repr(me), str(me), f"{[me]}", repr(me.__rich_repr__())):
        assert not any(secret in shown for secret in me.secrets)


@pytest.mark.parametrize("secret", ["not base64!", "", "AAAA AAAA", "A" * 41, "é" * 44])
def test_a_wrong_secret_is_refused_without_showing_it(secret: str) -> None:
    with pytest.raises(SettingsError) as refused:
        signature(secret, NOW, "GET", "/")
    if secret:
        assert secret not in str(refused.value)
        assert refused.value.__cause__ is None
        assert secret not in traceback.format_exception_only(refused.value)[0]
