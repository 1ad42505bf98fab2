"""The collector of the desktop: what came with the start is left alone, a window that was left is not."""

from __future__ import annotations

import gc
import weakref

import pytest

from spoke.ui.event_loop.garbage import Collector

pytestmark = pytest.mark.requires("qt")


class Ring:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_though_what_came_with_the_start_was_set_aside(qapp):
    with Collector() as collector:
        for _ in range(5):
            collector.look()
        made = weakref.ref(Ring())
        collector.look()
        assert made() is None and not gc.isenabled()
    gc.disable()  # as it is during a test with windows


def test_what_a_window_left_goes_when_nobody_looks_at_another(qapp, monkeypatch):
    looked_at = [True]
    monkeypatch.setattr("spoke.ui.event_loop.garbage._looked_at", lambda: looked_at[0])
    with Collector() as collector:
        left = weakref.ref(Ring())
        for _ in range(5):
            collector.look()
        collector.much_was_left()
        for _ in range(25):
            collector.look()
        assert left() is not None
        looked_at[0] = False
        collector.look()
        assert left() is None
    gc.disable()


def test_what_outlived_a_look_is_looked_at_again(qapp):
    with Collector() as collector:
        for _ in range(5):
            collector.look()
        kept = Ring()
        stayed = weakref.ref(kept)
        for _ in range(5):
            collector.look()
        del kept
        for _ in range(15):
            collector.look()
        assert stayed() is None
    gc.disable()


def test_much_that_stayed_waits_until_nobody_looks_at_us(qapp, monkeypatch):
    """To look at it would hold up the window."""
    looked_at = [True]
    monkeypatch.setattr("spoke.ui.event_loop.garbage._looked_at", lambda: looked_at[0])
    with Collector() as collector:
        for _ in range(5):
            collector.look()
        kept: list[object] = [Ring() for _ in range(20_000)]
        stayed = weakref.ref(kept[0])
        for _ in range(10):
            collector.look()
        kept.clear()
        for _ in range(30):
            collector.look()
        assert stayed() is not None and len(gc.get_objects(generation=2)) < 20_000
        looked_at[0] = False
        collector.look()
        assert stayed() is None
    gc.disable()


def test_much_that_is_new_waits_until_nobody_looks_at_us(qapp, monkeypatch):
    """Of an answer with thousands of pieces of code a hundred thousand things came within a second."""
    looked_at = [True]
    monkeypatch.setattr("spoke.ui.event_loop.garbage._looked_at", lambda: looked_at[0])
    with Collector() as collector:
        for _ in range(5):
            collector.look()
        kept: list[object] = [Ring() for _ in range(30_000)]
        came = weakref.ref(kept[0])
        kept.clear()
        collector.look()
        assert came() is not None and gc.get_count()[0] < 10_000
        looked_at[0] = False
        collector.look()
        assert came() is None
    gc.disable()
