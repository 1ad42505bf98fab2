"""The lines of tables stand where Qt would draw them, cell by cell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QTextFrameFormat

from spoke.ui.chats.painted import prose_style
from spoke.ui.chats.painted.prose_grounds import ProseGrounds
from spoke.ui.chats.painted.prose_text import ProseText
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.look.theme import Theme

pytestmark = pytest.mark.requires("qt")

PLAIN = "|a|bb|ccc|\n|-|:-:|-:|\n|cell|x|long words of it|\n|1|2|3|\n"
WRAPPED = "|one|two|\n|-|-|\n|" + "many words " * 30 + "|`code` and **more**|\n|x|" + "y " * 90 + "|\n"


def painted(text, theme, width=500):
    prose = ProseText(text, theme, width)
    at_once(prose.steps())
    picture = QImage(width + 20, round(prose.height) + 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    prose.paint(painter, QPointF(5, 5), QRectF(picture.rect()))
    painter.end()
    return picture


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"Before.\n\n{PLAIN}\nBetween.\n\n{WRAPPED}\nAfter.",
        WRAPPED,
        "|\N{HEBREW LETTER ALEF}|\N{HEBREW LETTER BET}|\n|-|-|\n|\N{HEBREW LETTER GIMEL}|12|\n",
        "|only|\n|-|\n",
    ],
)
def test_the_lines_stand_where_qt_draws_them(qapp, monkeypatch, text, scale):
    theme = Theme("light", scale)
    ours = painted(text, theme)
    monkeypatch.setattr(ProseGrounds, "_paint_lines", lambda *_: None)
    bare = painted(text, theme)
    dress = prose_style.ProseStyle._dress_table

    def dressed(style, table, **kwargs):
        yield from dress(style, table, **kwargs)
        form = table.format()
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(theme.colour("line")))
        table.setFormat(form)

    monkeypatch.setattr(prose_style.ProseStyle, "_dress_table", dressed)
    assert ours == painted(text, theme) != bare
