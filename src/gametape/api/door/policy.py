"""Headers that tell the browser what the page may do: nothing from outside, unless asked for."""

from __future__ import annotations

_DIRECTIVES = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "frame-src": "'none'",
}

_HOSTED = {
    "frame-src": "https://www.youtube-nocookie.com https://player.twitch.tv",
    # YouTube's script loads a second one whose address changes with each of its versions.
    "script-src": (
        "'self' https://www.youtube.com/iframe_api https://www.youtube.com/s/player/"
        " https://player.twitch.tv/js/embed/v1.js"
    ),
}


def _written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


POLICY = _written(_DIRECTIVES)
"""Content-Security-Policy of every answer: nothing from outside, no script in the page's text."""

HOSTED_POLICY = _written(_DIRECTIVES | _HOSTED)
"""The same for a session that has a video at YouTube or Twitch, and so was asked for."""

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "strict-origin-when-cross-origin",  # YouTube refuses to play without one
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
    "cache-control": "no-store",  # what may be kept says so itself
}
"""Of every answer that has none of its own. Cross-Origin-Embedder-Policy would block videos."""
