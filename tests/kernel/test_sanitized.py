"""The extension under the compiler's sanitizers: no byte read or written that is not its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from kernel.again import ROOT, again

FLAGS = ["-std=c11", "-O1", "-g", "-fPIC", "-shared", "-fno-sanitize-recover=undefined"]


@pytest.mark.timeout(900)
def test_the_other_tests_pass_under_the_sanitizers(tmp_path: Path) -> None:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no gcc")
    built = tmp_path / "gametape_kernel.abi3.so"
    sources = sorted(map(str, (ROOT / "kernel" / "src").glob("*.c")))
    include = sysconfig.get_paths()["include"]
    command = [compiler, *FLAGS, "-fsanitize=address,undefined", f"-I{include}", *sources]
    if subprocess.run([*command, "-o", str(built)]).returncode:
        pytest.skip("this gcc has no sanitizers, or there are no headers of Python")
    libraries = [
        subprocess.run(
            [compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("libasan.so", "libubsan.so")
    ]
    told = {
        "LD_PRELOAD": " ".join(libraries),
        "ASAN_OPTIONS": "detect_leaks=0",  # the interpreter keeps what it has
        "PYTHONPATH": str(tmp_path),
        "GAMETAPE_KERNEL": "compiled",
    }
    evening = "test_a_long_evening_of_everything_comes_to_the_same_end[0]"
    tests = [f"tests/kernel/test_{name}.py" for name in ("columns", "fold", "planes", "texts")]
    tests.append("tests/analyze/material/test_walking.py")
    tests.append(f"tests/record/intake/test_short_way.py::{evening}")
    loaded = "import gametape_kernel; print(gametape_kernel.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", loaded], env={**os.environ, **told}, capture_output=True, text=True
    )
    assert where.stdout.strip() == str(built), where.stderr
    done = again(tests, told)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
