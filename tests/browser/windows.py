"""Windows that tests hand on to each other: opening one costs more than most tests do in it.

A process, a window and the compiling of every script are two thirds of the work of a page. Windows
are handed on blank: without routes, permissions, cookies and what pages stored.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any

from browser.looking import DEVICES, Device, Theme
from browser.watching import tell_policy
from playwright.sync_api import Browser, BrowserContext, Error, Page

SETTINGS = {"locale": "en-US", "timezone_id": "America/New_York"}
PATIENCE_MS = 60_000
"""How long a test waits for what must come: the machine may be slow and busy with others."""
_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Windows:
    """Opens windows, and keeps those that are given back, by device."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: defaultdict[Device, list[Page]] = defaultdict(list)

    def new(self, device: Device, theme: Theme, **options: Any) -> BrowserContext:
        """A context that nobody had before."""
        chosen: dict[str, Any] = {**SETTINGS, "color_scheme": theme, **DEVICES[device], **options}
        context = self._browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE_MS)
        tell_policy(context)
        return context

    def take(self, device: Device, theme: Theme) -> Page:
        """A blank page: one that was given back, or a new one."""
        if not self._kept[device]:
            return self.new(device, theme).new_page()
        page = self._kept[device].pop()
        page.emulate_media(color_scheme=theme)
        return page

    def give_back(self, device: Device, page: Page) -> None:
        """Make it blank and keep it; close it if it is not as it was."""
        context = page.context
        try:
            for other in context.pages:
                if other is not page:
                    other.close()
            page.unroute_all(behavior="ignoreErrors")
            context.unroute_all(behavior="ignoreErrors")
            context.clear_permissions()
            context.clear_cookies()
            page.evaluate(_FORGET)
            page.goto("about:blank")
            page.mouse.move(0, 0)
            page.set_viewport_size(DEVICES[device]["viewport"])
        except Error:
            with suppress(Error):
                context.close()
        else:
            self._kept[device].append(page)

    def close(self) -> None:
        """Close those that are kept."""
        for pages in self._kept.values():
            for page in pages:
                page.context.close()
        self._kept.clear()
