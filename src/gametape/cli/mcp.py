"""`gametape mcp`: tools for an assistant, over standard input and output."""

from __future__ import annotations

import typer

from gametape.cli.output import settings
from gametape.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mcp")(mcp)


def mcp() -> None:
    """Let an assistant ask about sessions, evidence and moments.

    It can change nothing.

    Speaks the Model Context Protocol on standard input and output. See docs/mcp.md.
    """
    try:
        from gametape.assistant.server import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Assistants need a part that is not installed ({error.name}).",
            "pip install 'gametape[mcp,analyze]'",
        ) from None
    serve(settings())
