"""Where banners and questions lie: over the page, so that nothing moves for one that comes or goes.

Rules of this module:
- a click that was meant for what is under it goes there: for a moment it lets through what the mouse does;
- it stays where it came, unless the page comes to need that place.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.question import QuestionBar

_WIDE, _SIDE, _EDGE = 740, 16, 10
"""At most, but for its edge, and beside it, above or below it; in pixels at 100 %."""

_AIMED_MS = 400
"""Who presses so soon after it came did not mean it."""


class BannerLayer(QWidget):
    """Over `page`, which has its place in `holder`: at its end, or where `at_top` says so, at its top, below what lies
    `under` it there. `reached`: its `reach` is another."""

    reached = Signal()

    def __init__(
        self,
        look: Look,
        holder: QWidget,
        page: QWidget,
        banners: tuple[Banner | QuestionBar, ...],
        at_top: Callable[[], bool] = bool,
        under: BannerLayer | None = None,
    ) -> None:
        super().__init__(holder)
        self._look, self._holder, self._page = look, holder, page
        self._banners, self._at_top = banners, at_top
        self._on_top = False
        self.reach = 0
        """So many pixels of the page's top lie under this, or under what this lies below."""

        self._under = under
        if under is not None:
            under.reached.connect(self._place)
        self._aimed = QTimer(self, singleShot=True, interval=_AIMED_MS)
        self._aimed.timeout.connect(self._take_presses)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for banner in banners:
            banner.page = page
            column.addWidget(banner)
            banner.installEventFilter(self)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._page:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
                self._place()
        elif event.type() == QEvent.Type.ShowToParent:
            self._came()
        elif event.type() == QEvent.Type.HideToParent:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def beside(self, size: QSize, over: QWidget, *, anew: bool) -> QRect:
        """A place of that size over the page where nothing of this lies, as `over` counts, which holds the page.
        `anew`: nothing lies there yet, so it may be at the other side than before."""
        if anew and self.height() == 0:
            self._on_top = self._at_top()
        edge = self._look.theme.px(_EDGE)
        page = QRect(self._page.mapTo(over, QPoint()), self._page.size())
        used = self.height() + edge if self.height() else 0
        at = QRect(QPoint(), QSize(min(size.width(), page.width() - 2 * edge), size.height()))
        at.moveCenter(page.center())
        if self._on_top:
            at.moveTop(page.top() + self._begin + used)
        else:
            at.moveBottom(page.bottom() - edge - used)
        return at

    def make_room(self) -> None:
        """The page may have come to reach under what lies at its end."""
        if self.height() and not self._on_top and not self.underMouse() and self._at_top():
            self._on_top = True
            self._stand()

    def _came(self) -> None:
        if sum(not banner.isHidden() for banner in self._banners) == 1:
            self._on_top = self._at_top()
        self._stand()

    def _stand(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._aimed.start()
        self._place()

    def _take_presses(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def _place(self) -> None:
        layout = self.layout()
        if layout is None or all(banner.isHidden() for banner in self._banners):
            self.resize(0, 0)
            self._reach(self._begin - self._look.theme.px(_EDGE))
            return
        px = self._look.theme.px
        over = QRect(self._page.mapTo(self._holder, QPoint()), self._page.size())
        wide = max(0, min(px(_WIDE) + 2, over.width() - 2 * px(_SIDE)))
        high = max(layout.totalHeightForWidth(wide), layout.minimumSize().height())
        top = over.top() + self._begin if self._on_top else over.bottom() + 1 - px(_EDGE) - high
        self.setGeometry(over.left() + (over.width() - wide) // 2, top, wide, high)
        self._reach(self._begin + high if self._on_top else self._begin - px(_EDGE))

    @property
    def _begin(self) -> int:
        """How far below the page's top it begins there."""
        return self._look.theme.px(_EDGE) + (self._under.reach if self._under is not None else 0)

    def _reach(self, reach: int) -> None:
        if reach != self.reach:
            self.reach = reach
            self.reached.emit()
