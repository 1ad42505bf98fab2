"""While modules are imported the window's thread looks at what came, also in the midst of one that brings others."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer

from spoke.ui.event_loop import responsive_imports

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def said(tmp_path, monkeypatch, qapp):
    """`outer` has an event come, then brings `middle` and that `inner`; each says that it ran to its end."""
    said = []
    monkeypatch.setattr(sys, "felloe_said", said.append, raising=False)
    monkeypatch.setattr(sys, "felloe_event", lambda: QTimer.singleShot(0, lambda: said.append("event")), raising=False)
    for name, begins in (("outer", "sys.felloe_event(); import middle"), ("middle", "import inner"), ("inner", "")):
        begins = begins.replace("import ", "import breathing_")
        (tmp_path / f"breathing_{name}.py").write_text(f"import sys\n{begins}\nsys.felloe_said('{name}')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield said
    for name in ("outer", "middle", "inner"):
        sys.modules.pop(f"breathing_{name}", None)


def test_what_came_is_looked_at_between_two_modules(said, monkeypatch):
    monkeypatch.setattr(responsive_imports, "_TURN_S", 0.0)
    before = list(sys.meta_path)
    with responsive_imports.responsive_imports():
        import breathing_outer  # type: ignore[import-not-found]  # noqa: F401
    assert said == ["event", "inner", "middle", "outer"]
    assert sys.meta_path == before


def test_nothing_is_looked_at_before_it_is_due(said, qapp, monkeypatch):
    monkeypatch.setattr(responsive_imports, "_TURN_S", 60.0)
    with responsive_imports.responsive_imports():
        import breathing_outer  # type: ignore[import-not-found]  # noqa: F401
    assert said == ["inner", "middle", "outer"]
    qapp.processEvents()


def test_an_import_that_fails_leaves_nothing_behind(qapp):
    before = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), responsive_imports.responsive_imports():
        import breathing_nowhere  # type: ignore[import-not-found]  # noqa: F401
    assert sys.meta_path == before
