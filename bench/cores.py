"""Which core a benchmark's processes run on: sender and receiver must not share one."""

from __future__ import annotations

import os
import platform


def pin(place: int) -> str:
    """Bind this process to the `place`-th of the machine's cores if it has several; says which."""
    if not hasattr(os, "sched_setaffinity"):
        return "any core"
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return f"the only core ({cores[0]})"
    core = cores[place % len(cores)]
    os.sched_setaffinity(0, {core})
    return f"core {core}"


def memory_bytes() -> int | None:
    """Resident memory of this process; None where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read every second
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return None


def open_files() -> int | None:
    """Open file descriptors of this process; None where the system does not say."""
    try:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - read every second
    except OSError:
        return None


def machine() -> str:
    """Processor, cores and system, in a few words."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            named = [line for line in file if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"
