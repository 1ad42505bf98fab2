"""While modules are imported the window's thread looks at what came, also in the midst of one that brings others."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """`outer` brings `middle` and that `inner`; then each says that it ran."""
    said = []
    monkeypatch.setattr(sys, "felloe_said", said, raising=False)
    for name, brings in (("outer", "middle"), ("middle", "inner"), ("inner", "")):
        text = f"import sys\n{f'import breathing_{brings}' if brings else ''}\nsys.felloe_said.append('{name}')\n"
        (tmp_path / f"breathing_{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield said
    for name in ("outer", "middle", "inner"):
        sys.modules.pop(f"breathing_{name}", None)


def test_what_came_is_looked_at_between_two_modules(package, qapp, monkeypatch):
    from spoke.ui import breathing

    monkeypatch.setattr(breathing, "_TURN_S", 0.0)
    before = list(sys.meta_path)
    with breathing.breathing():
        QTimer.singleShot(0, lambda: package.append("event"))
        import breathing_outer  # type: ignore[import-not-found]
    assert package == ["event", "inner", "middle", "outer"] and breathing_outer
    assert sys.meta_path == before


def test_while_the_turn_is_short_nothing_is_looked_at(package, qapp, monkeypatch):
    from spoke.ui import breathing

    monkeypatch.setattr(breathing, "_TURN_S", 60.0)
    QTimer.singleShot(0, lambda: package.append("event"))
    with breathing.breathing():
        import breathing_outer  # type: ignore[import-not-found]  # noqa: F401
    assert package == ["inner", "middle", "outer"]
    qapp.processEvents()


def test_an_import_that_fails_leaves_nothing_behind(package, qapp):
    from spoke.ui.breathing import breathing

    before = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), breathing():
        import breathing_nowhere  # type: ignore[import-not-found]  # noqa: F401
    assert sys.meta_path == before
