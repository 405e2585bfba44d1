"""Which kernel is used, in whose word, and that nothing else changes with it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from kernel.again import again
from kernel.twins import compiled

from gametape.errors import SettingsError
from gametape.kernel import choice
from gametape.kernel.choice import PURE, VERSION, choose


def test_pure_is_a_word_and_the_compiled_one_is_left_alone() -> None:
    kernel, words = choose("pure")
    assert kernel is PURE
    assert "GAMETAPE_KERNEL" in words


def test_the_compiled_one_is_used_where_it_is() -> None:
    assert choose("") == (compiled(), "compiled")
    assert choose("compiled") == (compiled(), "compiled")


def test_another_word_is_refused() -> None:
    with pytest.raises(SettingsError, match="fast"):
        choose("fast")


@pytest.mark.parametrize("found", ["missing", "broken", "older"])
def test_without_it_or_with_another_version_the_plain_one_is_used(
    monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    def load(name: str) -> object:
        if found == "missing":
            raise ModuleNotFoundError(name)
        if found == "broken":
            raise ImportError("wrong ELF class")
        return SimpleNamespace(VERSION=VERSION - 1)

    monkeypatch.setattr(choice, "import_module", load)
    kernel, words = choose("")
    assert kernel is PURE
    assert words.startswith("plain Python")
    with pytest.raises(SettingsError, match="compiled kernel"):
        choose("compiled")


@pytest.mark.timeout(300)
def test_what_uses_the_kernel_passes_its_tests_with_the_other_one() -> None:
    """The parts that call the kernel, under the twin that this run does not use itself."""
    wanted = "pure" if choice.is_compiled() else "compiled"
    if wanted == "compiled":
        compiled()
    tests = [
        "tests/record/intake/test_intake.py", "tests/venues/polymarket/test_hashes.py",
        "tests/replay/certificate/test_checks.py", "tests/analyze/pricing",
    ]  # fmt: skip
    done = again(["-x", *tests], {"GAMETAPE_KERNEL": wanted})
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
