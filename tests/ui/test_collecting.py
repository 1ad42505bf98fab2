"""The collector of the desktop: what came with the start is left alone, a window that was left is not."""

from __future__ import annotations

import gc
import weakref

from spoke.ui.collecting import Collector


class Ring:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_though_what_came_with_the_start_was_set_aside(qapp):
    left = weakref.ref(Ring())  # as a window before another language
    with Collector() as collector:
        collector._collect()
        made = weakref.ref(Ring())
        collector._collect()
        assert made() is None and left() is not None and not gc.isenabled()
        collector.all()
        assert left() is None
    gc.disable()  # as it is during a test with windows
