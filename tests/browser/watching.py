"""What a page must never do while a test looks: errors, broken policies, words to strangers."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

_TELL_POLICY = """addEventListener('securitypolicyviolation', (event) => console.error(
  `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""


def tell_policy(context: BrowserContext) -> None:
    """Let its pages say in the console what their policy forbids; once for each context."""
    context.add_init_script(_TELL_POLICY)


class Watch:
    """Gathers complaints of all pages of a test; those that a test provokes it allows first."""

    def __init__(self) -> None:
        self._complaints: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        self._ends: list[Callable[[], None]] = []

    def allow(self, pattern: str) -> None:
        """Let complaints pass in which a regular expression is found."""
        self._allowed.append(re.compile(pattern))

    @property
    def complaints(self) -> list[str]:
        """What was not allowed."""
        return [
            one
            for one in self._complaints
            if not any(pattern.search(one) for pattern in self._allowed)
        ]

    def context(self, context: BrowserContext, home: str) -> None:
        """Watch every page of a context; `home` is the only address they may speak to.

        The context has been told to `tell_policy`.
        """
        host = urlsplit(home).netloc

        def request(asked: Request) -> None:
            where = urlsplit(asked.url)
            if where.scheme not in ("data", "blob", "about") and where.netloc != host:
                self._complaints.append(f"request to a stranger: {asked.url}")

        context.on("request", request)
        context.on("page", self._page)
        self._ends.append(lambda: context.remove_listener("request", request))
        self._ends.append(lambda: context.remove_listener("page", self._page))
        for page in context.pages:
            self._page(page)

    def end(self) -> None:
        """Look no more: what comes from now on is another test's."""
        while self._ends:
            self._ends.pop()()

    def _page(self, page: Page) -> None:
        def console(message: ConsoleMessage) -> None:
            where = message.location
            # The browser asks for the icon when it likes, also of a server that has gone.
            icon = where.get("url", "").endswith("/icon.svg") and "REFUSED" in message.text
            if message.type in ("error", "warning") and not icon:
                self._complaints.append(f"console: {message.text} ({where.get('url', '')})")

        def broken(error: Error) -> None:
            self._complaints.append(f"page: {error}")

        page.on("console", console)
        page.on("pageerror", broken)
        self._ends.append(lambda: page.remove_listener("console", console))
        self._ends.append(lambda: page.remove_listener("pageerror", broken))
