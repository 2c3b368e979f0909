"""The colours of the console, the only place that has any: an even dark theme, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

CARECON = Theme(
    name="carecon",
    primary="#7cc4ff",
    secondary="#9fb6cc",
    accent="#ffd479",
    foreground="#e4e8ec",
    background="#14181d",
    surface="#1f262e",
    panel="#262f39",
    success="#7fd99a",
    warning="#ffc24d",
    error="#ff8a80",
    dark=True,
    variables={
        "foreground-muted": "#a9b4bf",
        "text-error": "#ff8a80",
        "text-warning": "#ffc24d",
        "text-success": "#7fd99a",
        "block-cursor-foreground": "#10151a",
        "block-cursor-background": "#7cc4ff",
        "scrollbar": "#3a4652",
        "scrollbar-background": "#14181d",
    },
)
"""The usual one."""

CONTRAST = Theme(
    name="carecon-contrast",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff66",
    warning="#ffff00",
    error="#ff9999",
    dark=True,
    variables={
        "foreground-muted": "#ffffff",
        "text-error": "#ff9999",
        "text-warning": "#ffff00",
        "text-success": "#00ff66",
        "block-cursor-foreground": "#000000",
        "block-cursor-background": "#ffff00",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)
"""For eyes and rooms that need it."""

THEMES = (CARECON, CONTRAST)
