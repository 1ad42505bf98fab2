"""What PySide6 would make in one turn is made one by one before: counted in a process where nothing is made yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.requires("qt")

COUNT = """
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QListView
from spoke.ui.event_loop.qt_types import making_types

class Filter(QObject):
    def eventFilter(self, watched, event):
        return False

def count(kind):
    return 1 + sum(map(count, type.__subclasses__(kind)))

app = QApplication([])
each = [count(shiboken6.Object)]
for _ in making_types():
    each.append(count(shiboken6.Object))
view, seen = QListView(), Filter()
before = count(shiboken6.Object)
view.installEventFilter(seen)
view.viewport()
view.show()
print(max(after - before for before, after in zip(each, each[1:])), count(shiboken6.Object) - before)
"""


def test_no_widget_and_no_event_makes_many_types_at_once():
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, timeout=60, check=True)
    in_a_step, afterwards = map(int, done.stdout.split())
    assert in_a_step < 10 and afterwards < 5
