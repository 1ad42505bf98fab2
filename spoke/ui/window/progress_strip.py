"""The strip that shows what the window waits for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label
from spoke.ui.work.progress import Progress, ProgressTracker

_TICK_MS = 100


class ProgressStrip(QFrame):
    """Over the page of the place, beside what is said there, so that nothing moves for it; it never takes the focus by
    itself. `banners`: of the place that is shown."""

    def __init__(self, look: Look, tracker: ProgressTracker, home: QWidget, banners: Callable[[], BannerLayer]) -> None:
        super().__init__(home)
        self._banners = banners
        self._look, self._tracker, self._home = look, tracker, home
        self._turned = 0
        self.setProperty("ground", "popup")
        self._icon, self.words = label(), label(type_="second")
        self.cancel = push(tr("Cancel"), "small")
        self.cancel.clicked.connect(self._give_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words)
        row.addWidget(self.cancel)
        look.style(self)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._show)
        tracker.changed.connect(self._changed)
        home.installEventFilter(self)
        self.hide()

    @property
    def shown(self) -> Progress | None:
        """The one that is shown: before others one that can be given up, and of those the one that was begun last."""
        seen = [progress for progress in self._tracker.all if progress.seen]
        return next((progress for progress in reversed(seen) if progress.cancel), seen[0] if seen else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _changed(self) -> None:
        if not self._tracker.all:
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        progress = self.shown
        if progress is None:
            self.hide()
            return
        said = _said(progress) if progress.counted else progress.words
        self.words.setText(said)
        self.setAccessibleName(said)
        self.cancel.setVisible(progress.counted and progress.cancel is not None)
        self.cancel.setAccessibleName(tr("Cancel: {doing}", doing=progress.words))
        self._spin()
        self._place()
        self.show()
        self.raise_()

    def _spin(self) -> None:
        self._turned = (self._turned + 36) % 360 if self._look.motion(_TICK_MS) else 0
        picture = self._look.picture("spinner")
        ratio, side = picture.devicePixelRatio(), picture.width()
        turned = picture.transformed(QTransform().rotate(self._turned), Qt.TransformationMode.SmoothTransformation)
        over = (turned.width() - side) // 2
        turned = turned.copy(over, over, side, side)
        turned.setDevicePixelRatio(ratio)
        self._icon.setPixmap(turned)

    def _place(self) -> None:
        self.adjustSize()
        self.setGeometry(self._banners().beside(self.size(), self._home, anew=not self.isVisible()))

    def _give_up(self) -> None:
        progress = self.shown
        if progress is not None and progress.cancel is not None:
            progress.cancel()


def _said(progress: Progress) -> str:
    seconds, share = int(progress.seconds), progress.share()
    if share is None:
        return tr("{doing}, {n} s", doing=progress.words, n=seconds)
    percent = min(99, int(100 * share))  # it is not over while it is waited for
    return tr("{doing}, {percent} %, {n} s", doing=progress.words, percent=percent, n=seconds)
