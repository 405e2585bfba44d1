"""Builds and installs the compiled kernel where there is a compiler; for run.py, standard library.

Without it all is well, but slower; so nothing here fails, it only says a sentence.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
COMPILERS = ("cc", "gcc", "clang", "cl")
WITHOUT = "gametape goes without its compiled kernel, and is slower"


def digest(source: Path, compiler: str) -> str:
    """What decides whether to try again: the sources, and which compiler there is."""
    found = hashlib.sha256(compiler.encode())
    for file in sorted([*source.glob("*.*"), *source.glob("src/*.*")]):
        if file.is_file():
            content = file.read_bytes()
            found.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def install(
    folder: Path, installer: list[str], say: Callable[[str], None], source: Path = SOURCE
) -> None:
    """Install into the environment `folder` with this command, once for each state of the sources.

    `say` is told in one line when the kernel cannot be had.
    """
    compiler = next(filter(None, map(shutil.which, COMPILERS)), "")
    wanted, stamp = digest(source, compiler), folder / "gametape-kernel.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not compiler:
        say(f"There is no C compiler: {WITHOUT}.")
    elif not build(source, installer):
        say(f"The compiled kernel could not be built: {WITHOUT}.")
    stamp.write_text(wanted)


def build(source: Path, installer: list[str]) -> bool:
    """Build in a copy, since a build leaves things in its folder; whether it went well."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(source, Path(scratch) / "kernel")
        done = subprocess.run(
            [*installer, "--quiet", str(copy)],
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return done.returncode == 0
