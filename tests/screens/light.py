"""Pictures for pages that are read over a network: 256 colours are enough for a flat window, at a third of the size."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

_COLOURS = 256
_ALIKE = 0xF0F0F0
"""Colours that agree in these bits hardly differ."""


def save_light(image: QImage, file: Path) -> None:
    _reduced(image).save(str(file), quality=0)  # as small as PNG makes it; nothing is lost


def _reduced(image: QImage) -> QImage:
    """To the commonest colours, but first one of each kind: what is rare, as in code, keeps its hue."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    common = [colour for colour, _ in Counter(memoryview(image.constBits()).cast("I")).most_common()]
    kinds: dict[int, int] = {}
    for colour in common:
        kinds.setdefault(colour & _ALIKE, colour)
    chosen = list(dict.fromkeys((*kinds.values(), *common)))[:_COLOURS]
    return image.convertToFormat(QImage.Format.Format_Indexed8, chosen, Qt.ImageConversionFlag.ThresholdDither)
