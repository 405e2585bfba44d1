"""The command line: one command a file, no logic of its own."""

from __future__ import annotations


def main() -> None:
    """Run `gametape`; errors of ours become one line on stderr and an exit code."""
    from gametape.cli.app import run

    run()
