"""Keeps the libraries' own log lines off the screen and out of files."""

from __future__ import annotations

from writeback import library_log

NOISY = (
    "azure",
    "msal",
    "msgraph",
    "kiota_http",
    "kiota_abstractions",
    "httpx",
    "httpcore",
    "urllib3",
    "requests",
    "charset_normalizer",
    "h2",
    "hpack",
    "opentelemetry",
)
"""azure warns with raw error bodies, which logging's last resort prints; hpack logs headers with tokens."""


def quieten() -> None:
    """Their warnings end in the library log, without their texts. Can be repeated."""
    library_log.quieten(NOISY)
