"""Which names pages carry; apart from the facts, because the first page is drawn before any are read."""

from __future__ import annotations

from enum import Enum


class Edition(Enum):
    """Which names a server's pages carry."""

    AZURE_AD_CONNECT = "2021"
    ENTRA_CONNECT = "now"
