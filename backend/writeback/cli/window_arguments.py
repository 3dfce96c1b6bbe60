"""The words that say how the terminal is drawn on. Imports nothing heavy."""

from __future__ import annotations

import argparse

from writeback.domain.texts import _
from writeback.settings.model import THEMES

ASCII = "--ascii"


def add_window(parser: argparse.ArgumentParser) -> None:
    """None for what is not said: then settings.toml counts, then what the terminal is found to be."""
    parser.add_argument(
        ASCII,
        action=argparse.BooleanOptionalAction,
        help=_("send ASCII only (else what the locale's charset has); names then show other letters by code"),
    )
    parser.add_argument(
        "--no-color",
        dest="no_color",
        action="store_const",
        const=True,
        help=_("send no colours; so does NO_COLOR in the environment"),
    )
    parser.add_argument(
        "--color",
        dest="no_color",
        action="store_const",
        const=False,
        help=_("send colours whatever NO_COLOR or settings.toml says"),
    )
    parser.add_argument("--theme", choices=THEMES, help=_("colours of the wizard"))
    parser.add_argument(
        "--mouse",
        action=argparse.BooleanOptionalAction,
        help=_("take clicks and the wheel; the terminal then selects text with Shift only"),
    )
