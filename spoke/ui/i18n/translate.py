"""Texts for people, in their language. Every text of the desktop goes through `tr` or `plural`.

Rules of this module:
- a text is one literal, so that `make translations` finds it; values go in by name: `tr("Allow {what}?", what=name)`;
- a table at the top of a module is read before the language is known: it marks its texts with `later`, and whoever
  shows one calls `tr` on it;
- English stands in the code, the others in `resources/translations/felloe_*.ts`.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from spoke.ui.resources import RESOURCES

CONTEXT = "Felloe"
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
"""What there is, each in its own words."""

FOLDER = RESOURCES / "translations"


def tr(text: str, /, **values: object) -> str:
    """`text` in the language of the window, with `values` in their places."""
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """As many forms as the language has; `%n` is the number: `plural("%n change waits", "%n changes wait", 3)`."""
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    if n == 1 and said == many.replace("%n", "1"):  # English is not translated
        said = one.replace("%n", "1")
    return said.format(**values) if values else said


def later(text: str, /) -> str:
    """Mark a text that `tr` is called on when it is shown."""
    return text


def system_language() -> str:
    """The first of the person's languages that there is, else English."""
    wanted = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in wanted if name in LANGUAGES), "en")


class Language:
    """What is installed in the app: our texts, and Qt's own (dialogs, menus of fields)."""

    def __init__(self) -> None:
        self.name = "en"
        self._installed: list[QTranslator] = []

    def use(self, name: str) -> None:
        """`system` or one of `LANGUAGES`. What is on screen already stays as it is."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed.clear()
        self.name = system_language() if name == "system" else name
        system = QLocale.system()
        QLocale.setDefault(system if system.name().startswith(self.name) else QLocale(self.name))
        if self.name == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for file in (f"{qt}/qtbase_{self.name}.qm", str(FOLDER / f"felloe_{self.name}.qm")):
            translator = QTranslator()
            if translator.load(file):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
