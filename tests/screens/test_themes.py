"""Colours that can be read: contrast is a number, so it is tested."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from carecon.screens.themes import CARECON, CONTRAST, THEMES

TEXT = ("foreground", "primary", "accent")
TONES = ("foreground-muted", "text-error", "text-warning", "text-success")
GROUNDS = ("background", "surface", "panel")

WCAG_AA = 4.5
"""Smallest contrast of ordinary text (WCAG 2.2, 1.4.3)."""

WCAG_AAA = 7.0
"""Smallest contrast of ordinary text in the stricter level (WCAG 2.2, 1.4.6)."""


def luminance(colour: Color) -> float:
    """Relative luminance as WCAG defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours(theme: Theme) -> dict[str, str]:
    """The colours of a theme by name."""
    own = {name: str(getattr(theme, name)) for name in (*TEXT, *GROUNDS)}
    return own | theme.variables


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", [*TEXT, *TONES])
def test_text_can_be_read_on_every_ground(theme: Theme, ground: str, text: str) -> None:
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= WCAG_AA


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_selected_row_can_be_read(theme: Theme) -> None:
    found = colours(theme)
    assert contrast(found["block-cursor-foreground"], found["block-cursor-background"]) >= WCAG_AAA


@pytest.mark.parametrize("text", [*TEXT, *TONES])
def test_the_contrast_theme_is_stricter(text: str) -> None:
    found = colours(CONTRAST)
    assert contrast(found[text], found["background"]) >= WCAG_AAA


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21
    assert CARECON.dark
