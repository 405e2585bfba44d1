"""The compiled loops of gametape: one extension in the limited API, one wheel for all Pythons."""

import os
from pathlib import Path

from setuptools import Extension, setup

SOURCES = sorted(str(path) for path in Path("src").glob("*.c"))

setup(
    ext_modules=[
        Extension(
            "gametape_kernel",
            sources=SOURCES,
            depends=sorted(str(path) for path in Path("src").glob("*.h")),
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            extra_compile_args=[] if os.name == "nt" else ["-std=c11", "-O3", "-Wall", "-Wextra"],
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
    packages=[],
)
