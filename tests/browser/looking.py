"""How tests look at a page: devices, themes, and the words for opening one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from browser.serving import Server
from playwright.sync_api import Page

Device = Literal["desktop", "tablet", "phone", "landscape"]
Theme = Literal["dark", "light"]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 900, "height": 1100}, "has_touch": True},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "landscape": {
        "viewport": {"width": 844, "height": 390},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}


class OpenPage(Protocol):
    """Opens an address of a server (by default the shared one) in a window of its own.

    Windows are handed on to later tests. One to which something is done that cannot be undone, as
    with `add_init_script` and `route_web_socket`, is `alone`: nobody has it afterwards.
    """

    def __call__(
        self,
        path: str = "/",
        *,
        server: Server | None = None,
        device: Device = "desktop",
        theme: Theme = "dark",
        before: Callable[[Page], object] | None = None,
        alone: bool = False,
        **options: Any,
    ) -> Page: ...


def overflow(page: Page) -> int:
    """CSS pixels by which a page is wider than its window."""
    wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    return int(page.evaluate(wide))
