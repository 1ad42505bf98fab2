"""What the window asks of each of its places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from spoke.ui.event_loop.sliced import Building
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.panes import Panes

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event


class Place(Protocol):
    """A widget, which the window hands its `Services`, builds, and asks for nothing else before."""

    def build(self) -> Building: ...

    @property
    def panes(self) -> Panes: ...

    @property
    def search(self) -> QWidget:
        """Where Ctrl+F leads."""

    @property
    def notice(self) -> Banner:
        """For what concerns all places."""

    @property
    def banner(self) -> Banner:
        """For what concerns this one."""

    @property
    def banners(self) -> BannerLayer:
        """Where they lie."""

    def refresh(self) -> None:
        """The node is there, again maybe: read anew."""

    def on_event(self, event: Event) -> None: ...

    def focus_list(self) -> None:
        """Where the focus goes when a person opens the place."""
