"""Both twins of the kernel, for tests that hold them equal; the compiled one where it is there."""

from __future__ import annotations

import pytest

from gametape.kernel.choice import PURE, Kernel, load_compiled

_found = load_compiled()
COMPILED = None if isinstance(_found, str) else _found

BOTH = [
    pytest.param(PURE, id="pure"),
    pytest.param(
        COMPILED,
        id="compiled",
        marks=pytest.mark.skipif(COMPILED is None, reason=f"the compiled kernel: {_found}"),
    ),
]


def compiled() -> Kernel:
    """The extension; skips the test where it is not installed."""
    if COMPILED is None:
        pytest.skip(f"the compiled kernel: {_found}")
    return COMPILED
