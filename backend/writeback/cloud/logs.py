"""Keeps the libraries' own log lines off the screen and out of files."""

from __future__ import annotations

import logging

NOISY = ("azure", "msal", "httpx", "httpcore", "urllib3", "h2", "hpack")
"""azure warns with raw error bodies, which logging's last resort prints; hpack logs headers with tokens."""


def quieten() -> None:
    """Nothing of these loggers gets through, whatever the root logger is set to. Can be repeated."""
    for name in NOISY:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
