"""Colours: one theme of our own for 256 colours and more, Textual's ANSI theme for poorer terminals."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

ANSI = "ansi-dark"
POOR = frozenset({"dumb", "unknown", ""})
RICH_TERMINALS = frozenset({"256color", "kitty", "direct256"})
RICH_SETTINGS = frozenset({"256", "truecolor"})

# All values are on the 256-colour cube or its greys, so that no terminal has to round them.
WRITEBACK = Theme(
    name="writeback",
    primary="#005faf",
    secondary="#5f87af",
    accent="#5fafff",
    foreground="#dadada",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    success="#5faf5f",
    warning="#d7af5f",
    error="#ff5f5f",
    dark=True,
    variables={
        "title-foreground": "#ffffff",
        "steps-foreground": "#bcbcbc",
        "steps-muted": "#8a8a8a",
        "label": "#9e9e9e",
        "field": "#303030",
        "field-focus": "#3a3a3a",
        "text-success": "#87d787",
        "text-warning": "#ffd787",
        "text-error": "#ff8787",
        "text-primary": "#87d7ff",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#121212",
        "scrollbar": "#5f5f5f",
        "scrollbar-background": "#1c1c1c",
    },
)
ANSI_VARIABLES = {
    "title-foreground": "ansi_bright_white",
    "steps-foreground": "ansi_default",
    "steps-muted": "ansi_default",
    "label": "ansi_default",
    "field": "ansi_default",
    "field-focus": "ansi_default",
}
"""What our style sheets need beyond the variables of Textual's own themes."""


def wants_ansi(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has 16 colours at most, or none are wanted.

    The rules are rich's own: COLORTERM, else the part of TERM after the last hyphen.
    """
    if "NO_COLOR" in environ:
        return True
    forced = environ.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if forced != "auto":
        return forced not in RICH_SETTINGS
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return False
    return environ.get("TERM", "").strip().lower().rpartition("-")[2] not in RICH_TERMINALS
