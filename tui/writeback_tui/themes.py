"""Colours: three themes for 256 colours and more, one in the sixteen that a poorer terminal has of its own.

All values of the three are on the 256-colour cube or its greys, so that no terminal has to round them.
"""

from __future__ import annotations

from textual.theme import Theme

from writeback_tui.terminal_profile import ANSI, Window

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
        "steps-muted": "#949494",
        "label": "#9e9e9e",
        "field": "#303030",
        "field-focus": "#3a3a3a",
        "text-success": "#87d787",
        "text-warning": "#ffd787",
        "text-error": "#ff8787",
        "text-primary": "#87d7ff",
        "text-disabled": "#b2b2b2",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#121212",
        "scrollbar": "#5f5f5f",
        "scrollbar-background": "#1c1c1c",
    },
)
CONTRAST = Theme(
    name="writeback-contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8787",
    dark=True,
    variables={
        "title-foreground": "#000000",
        "steps-foreground": "#ffffff",
        "steps-muted": "#d0d0d0",
        "label": "#d0d0d0",
        "field": "#262626",
        "field-focus": "#262626",
        "text-success": "#00ff00",
        "text-warning": "#ffff00",
        "text-error": "#ffafaf",
        "text-primary": "#00ffff",
        "text-disabled": "#d0d0d0",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)
LIGHT = Theme(
    name="writeback-light",
    primary="#005faf",
    secondary="#5f87af",
    accent="#0087d7",
    foreground="#121212",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    success="#008700",
    warning="#875f00",
    error="#af0000",
    dark=False,
    variables={
        "title-foreground": "#ffffff",
        "steps-foreground": "#303030",
        "steps-muted": "#585858",
        "label": "#585858",
        "field": "#e4e4e4",
        "field-focus": "#d7d7ff",
        "text-success": "#005f00",
        "text-warning": "#5f5f00",
        "text-error": "#af0000",
        "text-primary": "#005f87",
        "text-disabled": "#585858",
        "input-cursor-background": "#121212",
        "input-cursor-foreground": "#ffffff",
        "scrollbar": "#8a8a8a",
        "scrollbar-background": "#eeeeee",
    },
)
TERMINALS_OWN = Theme(
    name=ANSI,
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    success="ansi_bright_green",
    warning="ansi_bright_yellow",
    error="ansi_bright_red",
    dark=True,
    variables={
        # Of the sixteen the dark ones, above all blue and red, cannot be read on black.
        "text-success": "ansi_bright_green",
        "text-warning": "ansi_bright_yellow",
        "text-error": "ansi_bright_red",
        "text-primary": "ansi_bright_cyan",
        "text-disabled": "ansi_default",
        "title-foreground": "ansi_bright_white",
        "steps-foreground": "ansi_default",
        "steps-muted": "ansi_default",
        "label": "ansi_default",
        "field": "ansi_default",
        "field-focus": "ansi_default",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
    },
)
OWN = {theme.name: theme for theme in (WRITEBACK, CONTRAST, LIGHT, TERMINALS_OWN)}
VARIABLES = {name: "ansi_default" for name in ("steps-foreground", "steps-muted", "label")} | {
    "title-foreground": "ansi_bright_white",
    "field": "ansi_default",
    "field-focus": "ansi_default",
}
"""What our style sheets need, for the moment in which a theme of Textual's own is in force."""


def theme_of(window: Window) -> str:
    """Without colours only the terminal's own can be left out."""
    return ANSI if window.is_ansi else window.theme
