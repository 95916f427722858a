"""Colours that can be read: the contrast of every text on everything it is written on, in each palette.

The figures are those of WCAG 2.2: 4.5:1 for text (1.4.3), 7:1 in high contrast (1.4.6), 3:1 for the edge of what can be
pressed and for shapes that tell something (1.4.11).
"""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from pbxdialer.gui.avatars import TINTS
from pbxdialer.gui.palette import CONTRAST, DARK, LIGHT, Palette
from tests.gui.contrast import contrast
from tests.secret_service import ROOT

_ON_PLAIN = ("text", "muted", "accent", "good", "warn", "bad")
_ON_CHOSEN = ("text", "muted", "accent")  # `soft` is a row that is selected
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])


@PALETTES
@pytest.mark.parametrize("ground", ["window", "surface"])
@pytest.mark.parametrize("ink", _ON_PLAIN)
def test_a_text_can_be_read_on_the_window(palette: Palette, ground: str, ink: str) -> None:
    assert contrast(palette.colour(ink), palette.colour(ground)) >= least(palette)


@PALETTES
@pytest.mark.parametrize("ink", _ON_CHOSEN)
def test_a_text_can_be_read_on_a_chosen_row(palette: Palette, ink: str) -> None:
    assert contrast(palette.colour(ink), palette.colour("soft")) >= 4.5


@PALETTES
@pytest.mark.parametrize("ground", TINTS)
def test_initials_can_be_read_on_every_tint(palette: Palette, ground: str) -> None:
    assert contrast(palette.colour("text"), palette.colour(ground)) >= least(palette)


@PALETTES
@pytest.mark.parametrize("ground", ["accent", "accent_strong"])
def test_a_button_that_stands_out_can_be_read(palette: Palette, ground: str) -> None:
    assert contrast(palette.colour("on_accent"), palette.colour(ground)) >= least(palette)


@PALETTES
def test_a_button_that_cannot_be_pressed_now_can_be_read(palette: Palette) -> None:
    assert contrast(palette.colour("off"), palette.colour("off_ground")) >= 4.5


@PALETTES
@pytest.mark.parametrize("ink", ["faint", "accent", "good", "warn", "bad"])
def test_edges_and_shapes_can_be_seen(palette: Palette, ink: str) -> None:
    assert min(contrast(palette.colour(ink), palette.colour(ground)) for ground in ("window", "surface")) >= 3


def least(palette: Palette) -> float:
    return 7.0 if palette is CONTRAST else 4.5


def test_every_colour_of_the_style_sheet_is_a_named_one() -> None:
    sheet = Path(ROOT, "resources", "style.qss").read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", without_comments) == []
    assert re.findall(r"\brgba?\(", without_comments) == []


def test_black_on_white_is_21_to_1() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
